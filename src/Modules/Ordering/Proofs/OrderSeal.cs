// The seal of an order: what is stored beside it, in one column, so that it costs no statement of its own.
using System.Globalization;

namespace Cartwright.Ordering;

/// <summary>A seal.</summary>
/// <param name="KeyedFrom">
/// The first entry of the timeline that is keyed: 1 for orders made with a seal, more for those that are older.
/// </param>
/// <param name="ErasedTo">The last entry when what the order said of persons was erased; 0 while nothing was.</param>
/// <param name="Salt">Of the commitments of personal data; another one after an erasure.</param>
/// <param name="Person">The commitment of what the terms of the placement say of the person.</param>
/// <param name="Ground">
/// The keyed hash of what never changes: id, owner, cart, means of payment, time and terms. The chain of a keyed timeline starts from it.
/// </param>
/// <param name="Mac">The keyed hash of all that and of the order as it stands.</param>
public sealed record OrderSeal(long KeyedFrom, long ErasedTo, string Salt, string Person, string Ground, string Mac)
{
    private const string Format = "1";
    private const string BrokenMark = "broken ";

    /// <summary>Of an order that is being made; the store fills it in.</summary>
    public static OrderSeal Unset { get; } = new(1, 0, string.Empty, string.Empty, string.Empty, string.Empty);

    /// <summary>
    /// Whether the order was held against it since it was read. What was not must not be sealed anew: that would seal a forgery.
    /// </summary>
    public bool Checked { get; init; }

    /// <summary>
    /// The terms without the person as they were hashed, of an order that is being made, so that they are written down once; else null.
    /// </summary>
    public string? OpenTerms { get; init; }

    /// <summary>
    /// What was stored and does not hold. It stays as it is, whatever becomes of the order, so that the forgery shows for ever.
    /// </summary>
    public string? Broken { get; init; }

    /// <summary>As it is stored.</summary>
    public string Stored() =>
        Broken ?? string.Create(CultureInfo.InvariantCulture, $"{Format}.{KeyedFrom}.{ErasedTo}.{Salt}.{Person}.{Ground}.{Mac}");

    /// <summary>The broken seal beside a new version of the order: what was stored, and that it has been found out.</summary>
    public OrderSeal StaysBroken(long version) =>
        this with
        {
            Broken = string.Create(
                CultureInfo.InvariantCulture,
                $"{BrokenMark}{version} {(Broken!.StartsWith(BrokenMark, StringComparison.Ordinal) ? Broken[(Broken.IndexOf(' ', BrokenMark.Length) + 1)..] : Broken)}"
            ),
        };

    /// <summary>A stored seal, null for none. One that cannot be read is broken.</summary>
    public static OrderSeal? Read(string? stored) =>
        stored is null ? null
        : stored.Split('.') is [Format, var from, var erased, var salt, var person, var ground, var mac]
        && long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var keyedFrom)
        && long.TryParse(erased, NumberStyles.None, CultureInfo.InvariantCulture, out var erasedTo)
            ? new(keyedFrom, erasedTo, salt, person, ground, mac)
        : Unset with { Broken = stored };
}
