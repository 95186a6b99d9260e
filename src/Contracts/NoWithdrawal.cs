// Why a consumer may not withdraw from the contract about some goods: the marks that a product can bear.
namespace Cartwright.Contracts;

/// <summary>
/// The exceptions of Directive 2011/83/EU, article 16, that hold from the sale on. What is only sealed can be sent back as long as the seal
/// is whole, so that it bears no mark.
/// </summary>
public static class NoWithdrawal
{
    /// <summary>The member of a product's attributes that says it.</summary>
    public const string Attribute = "withdrawal";

    /// <summary>Made to the consumer's specifications, or clearly personal (c).</summary>
    public const string MadeToOrder = "made_to_order";

    /// <summary>Liable to deteriorate or expire rapidly (d).</summary>
    public const string Perishable = "perishable";

    /// <summary>The mark, where it is one; null for anything else, which excludes nothing.</summary>
    public static string? Of(string? said) => said is MadeToOrder or Perishable ? said : null;
}
