// The HTTP routes of the shop's face: what everybody sees, and what the owner writes.
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>Something that is allowed and probably not meant.</summary>
/// <param name="Member">Of the settings.</param>
/// <param name="Detail">What follows from it, and what to do.</param>
public sealed record SettingWarning(string Member, string Detail);

/// <summary>A key of the configuration beside what is set in the admin.</summary>
/// <param name="Member">The member of the settings that it is about.</param>
/// <param name="Key">Such as <c>Shop:TimeZone</c>.</param>
/// <param name="Value">As it was given.</param>
/// <param name="InForce">False where the settings say something themselves: they win.</param>
public sealed record ConfiguredKeyBody(string Member, string Key, string Value, bool InForce);

/// <summary>The settings, for staff.</summary>
/// <param name="Version">For If-Match; 0 before anything was written.</param>
/// <param name="Settings">As they were written; what is null is as the configuration says.</param>
/// <param name="Shop">What is in force.</param>
/// <param name="Defaults">What is in force where nothing is written: the configuration's, or the program's.</param>
/// <param name="SellerInForce">Who invoices say sells; null: nobody has said it, and none is written.</param>
/// <param name="Configuration">The keys that were given.</param>
/// <param name="Warnings">What is probably not meant.</param>
/// <param name="ChangedAt">When they were written last; null: never.</param>
/// <param name="ChangedBy">By whom.</param>
public sealed record SettingsReply(
    long Version,
    SettingsBody Settings,
    ShopSettings Shop,
    ShopSettings Defaults,
    Seller? SellerInForce,
    IReadOnlyList<ConfiguredKeyBody> Configuration,
    IReadOnlyList<SettingWarning> Warnings,
    DateTimeOffset? ChangedAt,
    string? ChangedBy
);

/// <summary>One version of the settings.</summary>
/// <param name="Settings">As they were written then.</param>
public sealed record SettingsChangeBody(long Version, SettingsBody Settings, string ActorId, DateTimeOffset At);

internal static class SettingsRoutes
{
    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly SettingsBody Written = new(
        "Müller & Söhne",
        "Brushes since 1921.",
        Colours: new("#0b5d43"),
        Home: new([
            new("hero", "Made by hand", "Every brush is signed.", Link: new("See all", "/products")),
            new("products", "New", Pick: "newest"),
        ]),
        Contact: new("Müller & Söhne OHG", "Hauptstraße 1\n10115 Berlin\nDE", "post@mueller.example", "+49 30 123456"),
        TimeZone: "Europe/Berlin",
        Currency: "EUR",
        Language: "de",
        Languages: ["de", "en"],
        Footer: new([new("Help", [new("Shipping", "/policies/shipping")])]),
        Sender: new("Müller & Söhne", "post@mueller.example"),
        Seller: new("Müller & Söhne OHG", "Hauptstraße 1", "10115", "Berlin", "DE", "DE136695976")
    );
    private static readonly ShopSettings Bare = new(
        0,
        ShopSettings.Unnamed,
        null,
        null,
        ShopDefaults.Colours,
        null,
        null,
        new(),
        "UTC",
        "USD",
        "en",
        ["en", "de"],
        null
    );
    private static readonly ShopSettings Shown = Written.Over(Bare, 3);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGroup("/api/shop")
            .Area("Shop")
            .MapGet(string.Empty, Shop)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "The shop's face",
                "Name, logo, colours, announcement, home page, contact, time zone, currency, languages, footer: what every page shows. What nobody has set in the admin is as the configuration says; null is the program's own."
            )
            .Header("If-None-Match", "The ETag you have.")
            .Produces<ShopSettings>()
            .Produces(StatusCodes.Status304NotModified)
            .Example(response: Shown with { Sender = null });
        var settings = routes.MapGroup("/api/settings").Area("Shop").May(Permission.SettingsEdit);
        settings
            .MapGet(string.Empty, Get)
            .Doc(
                "The settings of the shop",
                "What was written, what is in force, which keys of the configuration are given and whether they hold, and what is probably not meant. A member that is set here wins over its key."
            )
            .Example(
                response: Reply(
                    new(3, Written.Content(), "u-1", Then.ToUnixTimeMilliseconds()),
                    Shown,
                    new(Bare, []),
                    Written.Seller!.Kept,
                    []
                )
            );
        settings
            .MapPut(string.Empty, Put)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Write the settings of the shop",
                "Whole: a member that is absent or null is as the configuration says from now on. In force at once in this process, and within seconds in all others; the version before is kept. "
                    + "Send the version that was read as If-Match, so that of two editors neither loses anything."
            )
            .Header("If-Match", ShippingRoutes.IfMatch)
            .Example(
                Written,
                Reply(new(3, Written.Content(), "u-1", Then.ToUnixTimeMilliseconds()), Shown, new(Bare, []), Written.Seller!.Kept, [])
            )
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the settings have changed meanwhile");
        settings
            .MapGet("/changes", Changes)
            .Doc("Who changed the settings", "Every version as it was written, the newest first.")
            .Example(response: Examples.Page(new SettingsChangeBody(3, Written, "u-1", Then)));
        settings
            .MapGet("/time-zones", Zones)
            .Doc("The time zones that this machine knows", "By their IANA names.")
            .Example(response: new TimeZoneListBody(["Europe/Berlin", "UTC"]));
    }

    // The tag is not the version: the configuration may say something else after the next start.
    private static IResult Shop(HttpContext context, SettingsMemory memory) => context.ForAll(memory.Current with { Sender = null });

    private static async Task<Ok<SettingsReply>> Get(
        HttpContext context,
        ConfiguredShop configured,
        SettingsWarnings warnings,
        [FromKeyedServices("ordering")] Database database
    )
    {
        // The tag is for If-Match alone: what the configuration says and what is amiss changes beside it.
        var row = await database.Read(SettingsSql.Newest);
        context.Response.Headers.ETag = Conditional.ETag(row?.Version ?? 0);
        return TypedResults.Ok(await Told(row, configured, warnings));
    }

    private static async Task<Results<Ok<SettingsReply>, ProblemResult>> Put(
        Body<SettingsBody> body,
        Caller caller,
        HttpContext context,
        EditSettings edit,
        ConfiguredShop configured,
        SettingsWarnings warnings,
        CancellationToken cancel
    )
    {
        if (
            !context.Request.IfMatch().Is(out var version, out var refused)
            || !(await edit.Put(body.Value, version, caller.UserId, cancel)).Is(out var row, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.ETag = Conditional.ETag(row.Version);
        return TypedResults.Ok(await Told(row, configured, warnings));
    }

    private static async Task<Results<Ok<Page<SettingsChangeBody>>, ProblemResult>> Changes(
        PageRequest page,
        [FromKeyedServices("ordering")] Database database
    )
    {
        const string Purpose = "changes of the settings";
        if (!page.After(Purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var before = after is null ? long.MaxValue : long.Parse(after[0], CultureInfo.InvariantCulture);
        var rows = await database.Read(sql => SettingsSql.Before(sql, before, page.Limit + 1));
        return TypedResults.Ok(
            page.Page(
                Purpose,
                rows,
                row => new SettingsChangeBody(row.Version, SettingsBody.Read(row.Content), row.ActorId, OrderBody.Time(row.AtMs)),
                row => [row.Version.ToString(CultureInfo.InvariantCulture)]
            )
        );
    }

    private static Ok<TimeZoneListBody> Zones() => TypedResults.Ok(new TimeZoneListBody(TimeZones.All));

    private static async ValueTask<SettingsReply> Told(SettingsRow? row, ConfiguredShop configured, SettingsWarnings warnings)
    {
        var shop = row is null ? configured.Configured : SettingsBody.Read(row.Content).Over(configured.Configured, row.Version);
        return Reply(row, shop, configured, warnings.Seller, await warnings.Of(shop));
    }

    private static SettingsReply Reply(
        SettingsRow? row,
        ShopSettings shop,
        ConfiguredShop configured,
        Seller? seller,
        IReadOnlyList<SettingWarning> warnings
    )
    {
        var body = row is null ? new SettingsBody() : SettingsBody.Read(row.Content);
        return new(
            row?.Version ?? 0,
            body,
            shop,
            configured.Configured,
            seller,
            [.. configured.Keys.Select(one => new ConfiguredKeyBody(one.Member, one.Key, one.Value, !body.Says(one.Member)))],
            warnings,
            row is null ? null : OrderBody.Time(row.AtMs),
            row?.ActorId
        );
    }
}

/// <summary>Names of time zones.</summary>
public sealed record TimeZoneListBody(IReadOnlyList<string> Items);
