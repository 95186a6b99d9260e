// The shipping of one order: its address, its day and what the buyer wishes, held against zones, table and pickup points.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Ordering;

/// <summary>What is asked of the zones for one order.</summary>
/// <param name="Day">The day of the placement, of the shop.</param>
/// <param name="DefaultWeightG">Grams of a product whose weight nobody has said; 0: nothing is assumed.</param>
/// <param name="Wish">The method that the buyer named; null: none yet.</param>
/// <param name="Point">Where it is to be fetched, where that is the wish.</param>
/// <param name="Desk">Whom to ask for rates; null: nobody.</param>
public sealed record ShippingDue(
    ShippingBook Book,
    Rates Table,
    TaxAddress At,
    DateOnly Day,
    long DefaultWeightG,
    string? Wish = null,
    PickupPoint? Point = null,
    CarrierDesk? Desk = null
)
{
    private const int StandardDaysMin = 3;
    private const int StandardDaysMax = 5;

    /// <summary>What carriers said of these goods, by name; a carrier that did not answer is not among them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CarrierRate>>? Live { get; init; }

    /// <summary>The same with what carriers ask for these goods. Only a zone that names carriers has them asked.</summary>
    public async ValueTask<ShippingDue> Rated(IReadOnlyList<Item> items, Reduction reduction, string currency, CancellationToken cancel)
    {
        var zone = Desk is null ? null : Book.Find(At)?.Zone;
        if (zone is null || !zone.Methods.Any(method => method.Provider is not null && method.Currency == currency))
        {
            return this;
        }

        // What nobody knows the weight of no carrier can price.
        var goods = Parcel.Of(items, reduction, DefaultWeightG);
        if (!goods.Any || goods.Unweighed is not null)
        {
            return this;
        }

        var to = new Address
        {
            Country = At.Country,
            Region = At.Part ?? string.Empty,
            PostalCode = At.Postal,
        };
        var live = new Dictionary<string, IReadOnlyList<CarrierRate>>(StringComparer.Ordinal);
        foreach (
            var name in zone
                .Methods.Where(method => method.Currency == currency)
                .Select(method => method.Provider)
                .OfType<string>()
                .Distinct()
        )
        {
            if (await Desk!.Rates(name, new(to, goods.WeightG, goods.Worth, currency), cancel) is { } rates)
            {
                live[name] = rates;
            }
        }

        return this with
        {
            Live = live,
        };
    }

    /// <summary>
    /// The method that is wished for, or the first that there is, for these goods. Refused with <c>not_shipped_there</c>,
    /// <c>shipping_unknown</c>, <c>weight_unknown</c>; never where nothing is sent or it is fetched.
    /// </summary>
    public Outcome<ShippingChoice> For(IReadOnlyList<Item> items, Reduction reduction, string currency)
    {
        var parcel = Parcel.Of(items, reduction, DefaultWeightG);
        if (!parcel.Any)
        {
            return ShippingChoice.None;
        }

        var zone = Book.Find(At);
        var sent = zone is { } of ? OfZone(of.Zone, parcel, currency) : OfTable(parcel, currency);
        IReadOnlyList<ShippingOption> options = [.. sent.Refused is null ? sent.Value : [], .. Fetched()];
        if (Point is { } point)
        {
            var ready = DeliveryDays.After(Day, point.ReadyInDays);
            var fetched = new PickupTerm(point.Id, point.Name, point.Hours, point.Note);
            return new ShippingChoice(Rates.Pickup, 0, options, new(Named(Rates.Pickup), From: ready, To: ready, Pickup: fetched));
        }

        if (!sent.Is(out var methods, out var refused))
        {
            return Book.Points.Count == 0 ? refused : refused with { Facts = Beside(refused) };
        }

        var wished = Wish is null ? methods[0] : methods.FirstOrDefault(method => method.Code == Wish);
        var chosen = wished ?? methods[0];
        var least = methods.Min(method => method.Price);
        return new ShippingChoice(
            chosen.Code,
            chosen.Price,
            options,
            new(chosen.Name, zone?.Id, chosen.Carrier, chosen.From, chosen.To, chosen.Price > least ? least : null),
            wished is null ? Unavailable(methods) : null
        );
    }

    /// <summary>What the place looks like before anybody has said what is sent there.</summary>
    /// <param name="worth">Of the goods, minor units.</param>
    internal ShippingOutlookBody Outlook(long worth, string currency)
    {
        var methods = Book.Find(At) is { } of ? OutlookOf(of.Zone, worth, currency) : OutlookOfTable(worth, currency);
        return new(methods.Count > 0, methods, Book.Points.Count > 0, Book.Varies(At.Country));
    }

    private List<OutlookMethodBody> OutlookOf(ShippingZone zone, long worth, string currency)
    {
        var found = new List<OutlookMethodBody>();
        foreach (var method in zone.Methods.Where(method => zone.Ships && method.Currency == currency))
        {
            // Free it is however heavy it may be; what is too heavy is not shipped, and only the quote knows the weight.
            var byWorth = method.Provider is null && !method.ByWeight;
            var price =
                byWorth ? method.Price(worth, 0)
                : worth >= method.FreeFrom ? 0
                : null;
            if (byWorth && price is null)
            {
                continue;
            }

            found.Add(Told(Option(method.Code, method.Name, 0, method.Carrier, method.DaysMin, method.DaysMax), price, method.FreeFrom));
        }

        return found;

        OutlookMethodBody Told(ShippingOption option, long? price, long? freeFrom) =>
            new(
                option.Code,
                option.Name,
                option.Carrier,
                price is { } asked ? Currencies.ToMajor(asked, currency) : null,
                freeFrom is { } free ? Currencies.ToMajor(free, currency) : null,
                option.From,
                option.To
            );
    }

    private List<OutlookMethodBody> OutlookOfTable(long worth, string currency)
    {
        var goods = new Parcel(true, worth, 0, null);
        return OfTable(goods, currency).Is(out var options, out _) && Table.For(currency).Is(out var rate, out _)
            ?
            [
                .. options.Select(option => new OutlookMethodBody(
                    option.Code,
                    option.Name,
                    option.Carrier,
                    Currencies.ToMajor(option.Price, currency),
                    option.Code == Rates.Standard && rate.FreeFrom < long.MaxValue ? Currencies.ToMajor(rate.FreeFrom, currency) : null,
                    option.From,
                    option.To
                )),
            ]
            : [];
    }

    /// <summary>A method's name, of those that every shop has.</summary>
    internal static string Named(string code) =>
        code switch
        {
            Rates.Standard => "Standard",
            Rates.Express => "Express",
            Rates.Pickup => "Pick up",
            _ => code,
        };

    private Outcome<IReadOnlyList<ShippingOption>> OfZone(ShippingZone zone, Parcel parcel, string currency)
    {
        if (!zone.Ships)
        {
            return NotThere($"This shop does not ship to {Place}.");
        }

        var found = new List<ShippingOption>(zone.Methods.Count);
        var (inCurrency, unweighed) = (false, false);
        foreach (var method in zone.Methods.Where(method => method.Currency == currency))
        {
            inCurrency = true;
            if (method.Provider is { } carrier && Live?.GetValueOrDefault(carrier) is { } rates)
            {
                // A service that the carrier does not name does not take these goods, whatever the steps say.
                if (rates.FirstOrDefault(rate => rate.Service == method.Service) is { } rate)
                {
                    var asked = parcel.Worth >= method.FreeFrom ? 0 : rate.PriceMinor;
                    found.Add(
                        Option(
                            method.Code,
                            method.Name,
                            asked,
                            method.Carrier,
                            rate.DaysMin ?? method.DaysMin,
                            rate.DaysMax ?? method.DaysMax
                        )
                    );
                }
            }
            else if (method.ByWeight && parcel.Unweighed is not null)
            {
                unweighed = true;
            }
            else if (method.Price(parcel.Worth, parcel.WeightG) is { } price)
            {
                found.Add(Option(method.Code, method.Name, price, method.Carrier, method.DaysMin, method.DaysMax));
            }
        }

        return found.Count > 0 ? found
            : !inCurrency ? NotThere($"This shop does not ship goods priced in {currency} to {Place}.")
            : unweighed ? Unweighed(parcel.Unweighed!)
            : NotThere($"This shop has no shipping to {Place} for as much as this. Order in parts.");
    }

    private Outcome<IReadOnlyList<ShippingOption>> OfTable(Parcel parcel, string currency) =>
        Table
            .For(currency)
            .Then<IReadOnlyList<ShippingOption>>(rate =>
                [
                    Option(
                        Rates.Standard,
                        Named(Rates.Standard),
                        Pricing.Shipping(Rates.Standard, parcel.Worth, rate),
                        null,
                        StandardDaysMin,
                        StandardDaysMax
                    ),
                    Option(Rates.Express, Named(Rates.Express), Pricing.Shipping(Rates.Express, parcel.Worth, rate), null, 1, 1),
                ]
            );

    private IEnumerable<ShippingOption> Fetched()
    {
        if (Point is null && Book.Points.Count == 0)
        {
            yield break;
        }

        var days = Point?.ReadyInDays ?? Book.Points.Min(point => point.ReadyInDays);
        yield return Option(Rates.Pickup, Named(Rates.Pickup), 0, null, days, days);
    }

    private ShippingOption Option(string code, string name, long price, string? carrier, int? min, int? max) =>
        new(
            code,
            name,
            price,
            carrier,
            min,
            max,
            min is { } first ? DeliveryDays.After(Day, first) : null,
            max is { } last ? DeliveryDays.After(Day, last) : null
        );

    // As the address says it: where a part or a postal code made the difference, the country alone would be wrong.
    private string Place => At.Part is { } part ? $"{At.Country}-{part}" : At.Country;

    private Refusal Unavailable(IReadOnlyList<ShippingOption> methods) =>
        Refusal
            .Conflict(
                "shipping_method_unavailable",
                $"'{Wish}' is not among the ways to ship this to {Place}: {string.Join(", ", methods.Select(method => method.Code))}.",
                new() { ["methods"] = new JsonArray([.. methods.Select(method => JsonValue.Create(method.Code))]) }
            )
            .At("shipping_method");

    private Refusal NotThere(string sentence) =>
        Refusal.Conflict("not_shipped_there", sentence, new() { ["place"] = Place }).At("shipping_address.country");

    private static Refusal Unweighed(Item item) =>
        Refusal.Conflict(
            "weight_unknown",
            $"What shipping costs there depends on weight, and nobody has said what '{item.ProductName}' weighs. "
                + "The shop sets weight_g of the product, or Shipping:DefaultWeightG for all that have none.",
            new() { ["product_id"] = item.ProductId }
        );

    private static JsonObject Beside(Refusal refused)
    {
        var facts = (JsonObject?)refused.Facts?.DeepClone() ?? [];
        facts["pickup"] = true;
        return facts;
    }
}
