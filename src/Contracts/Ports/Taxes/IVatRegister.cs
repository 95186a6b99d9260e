// The port of VAT registers: who says whether a number is in force.
namespace Cartwright.Contracts.Ports;

/// <summary>
/// A register of VAT numbers. Asked with no writer held; bounds the time of its calls by itself. The only refusal is
/// <c>vat_register_unavailable</c>: nobody knows whether the number is in force.
/// </summary>
public interface IVatRegister
{
    /// <summary>Whose register it is, as it stands beside each proof: <c>vies</c>.</summary>
    string Name { get; }

    /// <summary>Whether numbers with these two letters are in it: EL for Greece, XI for Northern Ireland.</summary>
    bool Has(string prefix);

    /// <summary>Whether a number is in force now.</summary>
    /// <param name="prefix">Two letters, one that it <see cref="Has"/>.</param>
    /// <param name="body">What follows them, capitals and digits.</param>
    ValueTask<Outcome<VatProof>> LookUp(string prefix, string body, CancellationToken cancel);
}

/// <summary>What a register said of a number.</summary>
/// <param name="InForce">Whether goods can be sold to its owner without tax.</param>
/// <param name="AtMs">When the register was asked, Unix ms.</param>
/// <param name="Consultation">Under which number the register can be held to it; null where it gives none.</param>
public sealed record VatProof(bool InForce, long AtMs, string? Consultation);
