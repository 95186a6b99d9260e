// The tax port: whoever knows which taxes are due stands behind it. A provider is right when it passes the one suite in
// tests/Conformance/Taxes.
namespace Cartwright.Contracts.Ports;

/// <summary>
/// A provider of taxes. What is asked, what may be answered and what an answer must hold stands, numbered, at the top of
/// <c>taxes.proto</c>. There is one built in (rates as data, docs/taxes.md); one that is not is asked over gRPC, with no writer held and no
/// transaction open.
/// </summary>
public interface ITaxes
{
    /// <summary>For messages and logs: where it is, or <c>built in</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The taxes of one order. Refused with <c>tax_unknown</c> or <c>vat_number_invalid</c> by the provider, and with
    /// <c>taxes_unavailable</c> (kind Unavailable) where it has not answered in time. An implementation bounds the time of its calls by
    /// itself. The asker checks the answer.
    /// </summary>
    ValueTask<Outcome<TaxAnswer>> Find(TaxQuestion question, CancellationToken cancel);
}
