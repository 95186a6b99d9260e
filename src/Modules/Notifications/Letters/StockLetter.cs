// Writes the mail that tells staff that a product runs low.
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Notifications;

/// <summary>What staff is told of a product that runs low.</summary>
/// <param name="Name">Null where nobody could say.</param>
/// <param name="Sku">Null where it has none.</param>
/// <param name="Link">Its stock in the admin.</param>
/// <param name="Recipient">Who is told.</param>
public sealed record LowStockNotice(
    string ProductId,
    string? Name,
    string? Sku,
    long Available,
    string Link,
    string Recipient,
    string? Language = null
);

/// <summary>From the notice to the mail, without clock, disk or network.</summary>
public static class StockLetter
{
    /// <summary>The name of the template.</summary>
    public const string Template = "low_stock";

    /// <param name="notice">What is told.</param>
    /// <param name="pen">With what it is written; null for <see cref="MailPen.Plain"/>.</param>
    public static Letter Write(LowStockNotice notice, MailPen? pen = null) => Letter.Of(Template, Model(notice, pen ?? MailPen.Plain));

    /// <summary>A mail a product and day: what is sold, comes back and is sold again crosses the mark many times.</summary>
    public static Occasion OccasionOf(StockFacts stock) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"stock/{stock.ProductId}/{DateTimeOffset.FromUnixTimeMilliseconds(stock.AtUnixMs):yyyy-MM-dd}"
            ),
            Template,
            null,
            string.Empty
        );

    /// <summary>What the template may say.</summary>
    internal static LetterModel Model(LowStockNotice notice, MailPen pen)
    {
        var model = new LetterModel(pen, null);
        model.Add(
            "product",
            ("id", notice.ProductId),
            ("name", notice.Name ?? notice.ProductId),
            ("sku", notice.Sku),
            ("available", notice.Available.ToString(CultureInfo.InvariantCulture)),
            ("is_gone", notice.Available <= 0),
            ("link", new LetterLink(notice.Link))
        );
        return model;
    }
}
