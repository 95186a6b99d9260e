// A pickup point as clients write and read it, and the rules it must satisfy to be stored.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>A place where goods are fetched, as it is written.</summary>
/// <param name="Hours">When it is open, in words.</param>
/// <param name="Note">What whoever comes must know, such as what to bring along.</param>
/// <param name="ReadyInDays">Working days until goods lie ready; 0 is the same day.</param>
public sealed record PickupPointBody(
    string Name,
    string Line1,
    string City,
    string Country,
    string? PostalCode = null,
    string? Region = null,
    string? Hours = null,
    string? Note = null,
    int ReadyInDays = 1
)
{
    private const int WordsMax = 500;
    private const int DaysMost = 60;

    /// <summary>What was stored.</summary>
    internal static PickupPointBody Read(string content) => JsonSerializer.Deserialize<PickupPointBody>(content, Json.Reading)!;

    /// <summary>As it is stored.</summary>
    internal string Content() => JsonSerializer.Serialize(this, Json.Options);

    /// <summary>The point, or every fault by field.</summary>
    public Outcome<PickupPoint> Checked(string id)
    {
        // The rules of every address, without the member that they stand under elsewhere.
        const string Address = "address";
        var refused = new Check()
            .Address(Address, new(Name, Line1, City, Country, PostalCode, null, Region))
            .Text("hours", Hours, WordsMax, min: 0, lines: true)
            .Text("note", Note, WordsMax, min: 0, lines: true)
            .Range("ready_in_days", ReadyInDays, 0, DaysMost)
            .Refused;
        if (refused?.Facts?["errors"] is System.Text.Json.Nodes.JsonObject errors)
        {
            var check = new Check();
            foreach (var (field, sentences) in errors)
            {
                foreach (var sentence in sentences!.AsArray())
                {
                    check.That(false, field.Replace(Address + ".", string.Empty, StringComparison.Ordinal), sentence!.GetValue<string>());
                }
            }

            return check.Refused!;
        }

        return new PickupPoint(id, Name, Line1, City, Country, Words(PostalCode), Words(Region), Words(Hours), Words(Note), ReadyInDays);
    }

    private static string? Words(string? said) => string.IsNullOrWhiteSpace(said) ? null : said.Trim();
}

/// <summary>A pickup point.</summary>
/// <param name="ReadyOn">The day on which goods would lie ready that are ordered now.</param>
/// <param name="Version">For If-Match; rises with every change.</param>
public sealed record PickupPointReply(
    string PickupPointId,
    string Name,
    string Line1,
    string City,
    string Country,
    string? PostalCode,
    string? Region,
    string? Hours,
    string? Note,
    int ReadyInDays,
    DateOnly ReadyOn,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    internal static PickupPointReply Of(ShopRow row, ShopShipping shipping)
    {
        var point = PickupPointBody.Read(row.Content).Checked(row.Id).Value;
        return new(
            row.Id,
            point.Name,
            point.Line1,
            point.City,
            point.Country,
            point.PostalCode,
            point.Region,
            point.Hours,
            point.Note,
            point.ReadyInDays,
            shipping.ReadyAt(point),
            row.Version,
            OrderBody.Time(row.CreatedMs),
            OrderBody.Time(row.UpdatedMs)
        );
    }
}
