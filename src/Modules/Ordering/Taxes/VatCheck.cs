// What became of looking up a buyer's VAT number, as an order keeps it.
namespace Cartwright.Ordering;

/// <summary>A look-up in a register of VAT numbers.</summary>
/// <param name="Register">Which one: vies.</param>
/// <param name="State">One of <see cref="States"/>.</param>
/// <param name="AtMs">When it was asked, Unix ms.</param>
/// <param name="Consultation">Under which number the register can be held to its answer; null where it gave none.</param>
public sealed record VatCheck(string Register, string State, long AtMs, string? Consultation = null)
{
    /// <summary>The register says that the number is in force.</summary>
    public const string InForce = "in_force";

    /// <summary>The register says that it is not.</summary>
    public const string NotInForce = "not_in_force";

    /// <summary>Nobody answered: without proof the tax is charged.</summary>
    public const string Unchecked = "unchecked";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> States { get; } = [InForce, NotInForce, Unchecked];
}
