namespace Cartwright.Contracts;

/// <summary>
/// What the shop says of itself, as its owner set it in the admin. Ordering keeps it; every process knows it, and asks nobody for it in the
/// path of a request.
/// </summary>
public interface IShopSettings
{
    /// <summary>
    /// As known now: where Ordering runs, what is in force; elsewhere what it told last, at most some seconds old; before its first answer
    /// what the configuration says. The same object until something changes.
    /// </summary>
    ShopSettings Current { get; }
}
