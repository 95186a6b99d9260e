// Papers as the HTTP API lists them.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>A row of the taxes of a paper.</summary>
/// <param name="Rate">Percent.</param>
/// <param name="Reason">Of the order's tax, or not_taxed for shipping where the place does not tax it.</param>
public sealed record PaperTaxBody(decimal Rate, string Reason, decimal Base, decimal Amount);

/// <summary>An invoice or a credit note. Amounts are above zero, on a credit note too.</summary>
/// <param name="Number">Such as INV-2026-000042; unique in the shop.</param>
/// <param name="Date">The shop's day on which it was written.</param>
/// <param name="Corrects">Number of the invoice that it belongs to; null for the first.</param>
/// <param name="Reason">Of a credit note.</param>
/// <param name="Url">Where it is: a PDF, and with format=xml the same as EN 16931.</param>
public sealed record PaperBody(
    string Number,
    [OneOf(PaperKind.Invoice, PaperKind.CreditNote)] string Kind,
    string OrderId,
    DateOnly Date,
    string BuyerName,
    string Country,
    decimal Net,
    decimal Tax,
    decimal Total,
    string Currency,
    IReadOnlyList<PaperTaxBody> Taxes,
    string? Corrects,
    string? Reason,
    string Url
)
{
    internal static PaperBody Of(Paper paper)
    {
        var content = paper.Content;
        decimal Major(long minor) => Currencies.ToMajor(minor, content.Currency);
        return new(
            paper.Number,
            paper.Kind,
            paper.OrderId,
            content.Day,
            content.Buyer.Name,
            content.Buyer.Country,
            Major(content.Net),
            Major(content.Tax),
            Major(content.Total),
            content.Currency,
            [.. content.Taxes.Select(tax => new PaperTaxBody(tax.Milli / 1000m, tax.Reason, Major(tax.Base), Major(tax.Amount)))],
            content.Corrects,
            content.Reason,
            $"/api/orders/{paper.OrderId}/{(paper.Kind == PaperKind.Invoice ? "invoices" : "credit-notes")}/{paper.Number}"
        );
    }
}

/// <summary>The papers of an order, oldest first.</summary>
/// <param name="WhyNone">Why there is no invoice, in words; null where there is one.</param>
public sealed record OrderPapersBody(IReadOnlyList<PaperBody> Items, string? WhyNone);

/// <summary>All papers of a shop.</summary>
/// <param name="Open">Whether papers are written: false where nobody has said who sells.</param>
public sealed record PaperListBody(IReadOnlyList<PaperBody> Items, string? NextCursor, bool Open);
