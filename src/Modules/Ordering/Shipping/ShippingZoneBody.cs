// A zone as clients write and read it, and the rules it must satisfy to be stored.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>A zone as it is written.</summary>
/// <param name="Name">For staff.</param>
/// <param name="Places">
/// Countries (DE), regions (US-OR), postal codes by what they begin with (US-994*, US-94105), or * for every place that no zone names. The
/// most exact place holds.
/// </param>
/// <param name="Ships">False: nothing is shipped there, and there are no methods; true when absent.</param>
/// <param name="Methods">The ways to ship, the first is what a buyer sees chosen; required where something is shipped.</param>
public sealed record ShippingZoneBody(
    string Name,
    IReadOnlyList<string> Places,
    bool? Ships = null,
    IReadOnlyList<ZoneMethodBody>? Methods = null
)
{
    /// <summary>Every region of every country has room in some zones.</summary>
    private const int PlacesMax = 1_000;
    private const int MethodsMax = 30;

    /// <summary>The word for every place that no zone names.</summary>
    public const string Everywhere = "*";

    /// <summary>What was stored.</summary>
    internal static ShippingZoneBody Read(string content) => JsonSerializer.Deserialize<ShippingZoneBody>(content, Json.Reading)!;

    /// <summary>As it is stored.</summary>
    internal string Content() => JsonSerializer.Serialize(this, Json.Options);

    /// <summary>The zone, or every fault by field.</summary>
    public Outcome<ShippingZone> Checked()
    {
        var ships = Ships != false;
        var check = new Check()
            .Text("name", Name)
            .Count("places", Places, PlacesMax, min: 1)
            .Count("methods", Methods, MethodsMax)
            .That(
                !ships || Methods is { Count: > 0 },
                "methods",
                "must have at least one: a zone without rates cannot be shipped to. Where nothing is to be shipped, say ships: false"
            )
            .That(ships || Methods is not { Count: > 0 }, "methods", "must be absent where nothing is shipped");
        var places = new List<TaxPlace>(Places.Count);
        var everywhere = false;
        for (var i = 0; i < Places.Count && i < PlacesMax; i++)
        {
            if (Places[i] == Everywhere)
            {
                everywhere = true;
                continue;
            }

            var place = Places[i] is { Length: < Limits.NameCharsMax } text ? TaxPlace.Read(text.Trim()) : null;
            var part = place?.Part is { } said ? TaxParts.Named(place.Country, said) : null;
            check.That(
                place is not null && (place.Part is null || part is not null),
                $"places[{i}]",
                "must be a country (DE), a region of it (US-OR), what postal codes begin with (US-994*), or * for everywhere else"
            );
            if (place is not null)
            {
                place = place.Part is null ? place : place with { Part = part ?? place.Part };
                check.That(!places.Contains(place), $"places[{i}]", "stands twice");
                places.Add(place);
            }
        }

        var methods = (Methods ?? []).Take(MethodsMax).Select((method, i) => method.Checked(check, $"methods[{i}]")).ToList();
        foreach (
            var twice in methods
                .Select((method, i) => (method.Code, method.Currency, i))
                .GroupBy(one => (one.Code, one.Currency))
                .Where(one => one.Count() > 1)
        )
        {
            check.That(
                false,
                $"methods[{twice.Last().i}].method",
                $"stands twice in {twice.Key.Currency}: a buyer could not tell them apart"
            );
        }

        return check.Refused is { } refused ? refused : new ShippingZone(Name.Trim(), places, everywhere, ships, methods);
    }
}

/// <summary>A way to ship, and what it costs in one currency.</summary>
/// <param name="Method">
/// What a placement names it by: standard, express, or a word of the shop's own in small letters, digits, _ and -.
/// </param>
/// <param name="Name">For people.</param>
/// <param name="Currency">Goods in another currency need a method of their own.</param>
/// <param name="Steps">The first that reaches as far as the goods holds; one without up_to takes any.</param>
/// <param name="By">What the steps are of: value of the goods that are shipped, after discounts (when absent), or weight.</param>
/// <param name="FreeFrom">From this value of the goods on it is free; absent: never.</param>
/// <param name="Carrier">Who carries it.</param>
/// <param name="DaysMin">Working days until it arrives; absent where it is not known. Said with <paramref name="DaysMax"/>.</param>
/// <param name="Provider">
/// A carrier of GET /api/carriers whose own price and days hold while it answers; the steps are for when it does not. Said with
/// <paramref name="Service"/>.
/// </param>
public sealed record ZoneMethodBody(
    string Method,
    string Name,
    string Currency,
    IReadOnlyList<ZoneStepBody> Steps,
    [OneOf(ZoneMethodBody.Value, ZoneMethodBody.Weight)] string? By = null,
    decimal? FreeFrom = null,
    string? Carrier = null,
    int? DaysMin = null,
    int? DaysMax = null,
    string? Provider = null,
    string? Service = null
)
{
    public const string Value = "value";
    public const string Weight = "weight";

    private const int StepsMax = 50;
    private const int CodeCharsMax = 40;
    private const int DaysMost = 120;

    /// <summary>Whether a text can be a method's code.</summary>
    internal static bool IsCode(string code) =>
        code.Length is > 0 and <= CodeCharsMax && code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');

    /// <summary>The method; faults go to the check, under the field.</summary>
    internal ShippingMethod Checked(Check check, string field)
    {
        var byWeight = By == Weight;
        check
            .That(
                IsCode(Method) && Method is not (Rates.Pickup or Rates.None),
                field + ".method",
                $"must have up to {CodeCharsMax} small letters, digits, _ and -, and not be {Rates.Pickup}, which pickup points are, nor {Rates.None}"
            )
            .Text(field + ".name", Name)
            .OneOf(field + ".by", By, Value, Weight)
            .Text(field + ".carrier", Carrier)
            .Straight(field + ".carrier", Carrier)
            .Range(field + ".days_min", DaysMin, 0, DaysMost)
            .Range(field + ".days_max", DaysMax, 0, DaysMost)
            .That((DaysMin is null) == (DaysMax is null), field + ".days_max", "must be said with days_min")
            .That(DaysMin is null || DaysMax is null || DaysMin <= DaysMax, field + ".days_max", "must not be less than days_min")
            .That(Provider is null || IsCode(Provider), field + ".provider", "must be a carrier of GET /api/carriers")
            .Text(field + ".service", Service)
            .That((Provider is null) == (Service is null), field + ".service", "must be said with provider")
            .That(Currencies.IsKnown(Currency), field + ".currency", "must be an ISO 4217 code that the shop knows, such as USD")
            .Count(field + ".steps", Steps, StepsMax, min: 1);
        long Minor(string of, decimal? major, long min) =>
            Currencies.IsKnown(Currency) && major is not null ? check.Money(of, major, Currency, min) : 0;
        var steps = new List<ShippingStep>(Steps.Count);
        for (var i = 0; i < Steps.Count && i < StepsMax; i++)
        {
            var (step, of) = (Steps[i], $"{field}.steps[{i}]");
            long? upTo =
                step.UpTo is not { } most ? null
                : byWeight ? Grams(check, of + ".up_to", most)
                : Minor(of + ".up_to", most, min: 1);
            check
                .That(upTo is not null || i == Steps.Count - 1, of + ".up_to", "is required of every step but the last")
                .That(
                    upTo is null || i == 0 || steps[^1].UpTo is not { } before || before < upTo,
                    of + ".up_to",
                    "must be more than that of the step before"
                );
            steps.Add(new(upTo, Minor(of + ".price", step.Price, min: 0)));
        }

        return new(
            Method,
            Name.Trim(),
            Currency,
            byWeight,
            steps,
            FreeFrom is null ? null : Minor(field + ".free_from", FreeFrom, min: 0),
            string.IsNullOrWhiteSpace(Carrier) ? null : Carrier.Trim(),
            DaysMin,
            DaysMax,
            Provider,
            Service
        );
    }

    private static long Grams(Check check, string field, decimal grams)
    {
        var isWhole = grams is > 0 and <= Goods.WeightGMax && decimal.Truncate(grams) == grams;
        check.That(isWhole, field, $"must be whole grams from 1 to {Goods.WeightGMax}");
        return isWhole ? (long)grams : 0;
    }
}

/// <summary>A step.</summary>
/// <param name="Price">Major units of the method's currency.</param>
/// <param name="UpTo">Grams, or major units of the goods' value, included; absent of the last step of a method that takes any.</param>
public sealed record ZoneStepBody(decimal Price, decimal? UpTo = null);

/// <summary>A zone of the shop's own.</summary>
/// <param name="Version">For If-Match; rises with every change.</param>
public sealed record ShippingZoneReply(
    string ShippingZoneId,
    string Name,
    IReadOnlyList<string> Places,
    bool Ships,
    IReadOnlyList<ZoneMethodBody> Methods,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    internal static ShippingZoneReply Of(ShopRow row) => Of(row, ShippingZoneBody.Read(row.Content));

    internal static ShippingZoneReply Of(ShopRow row, ShippingZoneBody said) =>
        new(
            row.Id,
            said.Name,
            said.Places,
            said.Ships != false,
            said.Methods ?? [],
            row.Version,
            OrderBody.Time(row.CreatedMs),
            OrderBody.Time(row.UpdatedMs)
        );
}
