// The settings as they are kept: what wins, who wrote what, two editors, and every member that is wrong.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Unit.Ordering.Settings;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SettingsTests
{
    private readonly TestClock clock = new();

    private Task<TestDatabase> Open() => TestDatabase.Open("ordering", typeof(OrderingModule).Assembly, clock);

    [Fact]
    public async Task What_nobody_has_set_is_as_the_configuration_says_and_what_is_set_wins()
    {
        await using var test = await Open();
        var shop = await SettingsWorld.Of(
            test.Database,
            clock,
            ("Shop:Name", "Müller & Söhne"),
            ("Shop:TimeZone", "Europe/Berlin"),
            ("Shop:Languages", "de,en"),
            ("Shop:Seller:Name", "Müller OHG")
        );
        Assert.Equal(("Müller & Söhne", "Europe/Berlin", "de", "Müller OHG"), Face(shop.Current));
        Assert.Equal(0, shop.Current.Version);

        var row = (
            await shop.Put(new(Name: "Bürsten-Müller", TimeZone: "America/New_York", Contact: new(Email: "post@mueller.example")))
        ).Value;
        Assert.Equal(1, row.Version);
        Assert.Equal(("Bürsten-Müller", "America/New_York", "de", null), Face(shop.Current));

        // Taken back, the configuration holds again.
        Assert.Equal(2, (await shop.Put(new())).Value.Version);
        Assert.Equal(("Müller & Söhne", "Europe/Berlin", "de", "Müller OHG"), Face(shop.Current));

        static (string, string, string, string?) Face(ShopSettings shop) => (shop.Name, shop.TimeZone, shop.Language, shop.Contact.Company);
    }

    [Fact]
    public async Task Who_sells_is_whom_the_owner_names_before_whom_the_configuration_does()
    {
        await using var test = await Open();
        var shop = await SettingsWorld.Of(test.Database, clock);
        var seller = new ShopSeller(TestTaxes.Configuration(PaperWords.Seller), () => shop.Memory.Written.Body.Seller?.Kept);
        var configured = seller.Who!;
        Assert.Equal(PaperWords.Who, configured);

        var other = new SellerSetting("Müller OHG", "Hauptstraße 1", "10115", "Berlin", "DE", "de 136 695 976");
        await shop.Put(new(Seller: other));
        Assert.Equal(new Seller("Müller OHG", "Hauptstraße 1", "10115", "Berlin", "DE", "DE136695976"), seller.Who);
        Assert.Equal(("Müller OHG", "Hauptstraße 1\n10115 Berlin\nDE"), (shop.Current.Contact.Company, shop.Current.Contact.Address));

        // The contact is what shoppers are told, if the owner writes one beside.
        await shop.Put(new(Seller: other, Contact: new("Bürsten-Müller")));
        Assert.Equal(("Bürsten-Müller", null), (shop.Current.Contact.Company, shop.Current.Contact.Address));
        await shop.Put(new());
        Assert.Equal(configured, seller.Who);

        // A shop whose configuration names nobody writes invoices as soon as its owner has.
        var unnamed = new ShopSeller(TestTaxes.Configuration(), () => shop.Memory.Written.Body.Seller?.Kept);
        Assert.NotNull(unnamed.Warning);
        await shop.Put(new(Seller: other));
        Assert.Null(unnamed.Warning);
        Assert.Equal("Müller OHG", unnamed.Who!.Name);
    }

    [Fact]
    public async Task Every_version_is_kept_with_who_wrote_it_and_outlives_a_start()
    {
        await using var test = await Open();
        var shop = await SettingsWorld.Of(test.Database, clock);
        await shop.Put(new(Name: "One"), by: "u-1");
        clock.Advance(TimeSpan.FromHours(1));
        await shop.Put(new(Name: "Two"), by: "u-2");

        // The same again is no change.
        Assert.Equal(2, (await shop.Put(new(Name: "Two"), by: "u-3")).Value.Version);

        await test.Reopen();
        var after = await SettingsWorld.Of(test.Database, clock);
        Assert.Equal(("Two", 2L), (after.Current.Name, after.Current.Version));
        var history = await test.Database.Read(sql => SettingsSql.Before(sql, long.MaxValue, 10));
        Assert.Equal([("u-2", "Two"), ("u-1", "One")], history.Select(row => (row.ActorId, SettingsBody.Read(row.Content).Name!)));
        Assert.Equal(3_600_000, history[0].AtMs - history[1].AtMs);
    }

    [Fact]
    public async Task Of_two_editors_the_second_is_told_and_loses_nothing()
    {
        await using var test = await Open();
        var shop = await SettingsWorld.Of(test.Database, clock);
        await shop.Put(new(Name: "First"), 0);
        var late = (await shop.Put(new(Name: "Second"), 0)).Refused!;
        Assert.Equal(("version_mismatch", RefusalKind.PreconditionFailed, 1L), (late.Code, late.Kind, (long)late.Facts!["version"]!));
        Assert.Equal("First", shop.Current.Name);
        Assert.Equal(2, (await shop.Put(new(Name: "Second"), 1)).Value.Version);

        // All at once: each version is somebody's, and none is written over another.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => shop.Put(new(Name: $"Editor {n}"), 2)));
        var winner = Assert.Single(answers, answer => answer.Refused is null);
        Assert.All(answers.Where(answer => answer.Refused is not null), answer => Assert.Equal("version_mismatch", answer.Refused!.Code));
        Assert.Equal(3, winner.Value.Version);
        Assert.Equal(SettingsBody.Read(winner.Value.Content).Name, shop.Current.Name);
        Assert.Equal([3L, 2L, 1L], (await test.Database.Read(sql => SettingsSql.Before(sql, 100, 100))).Select(row => row.Version));
    }

    [Fact]
    public async Task Every_bad_member_has_its_own_sentence_and_nothing_is_written()
    {
        await using var test = await Open();
        var shop = await SettingsWorld.Of(test.Database, clock);
        foreach (var (body, member, says) in SettingsCases.Bad)
        {
            var refused = (await shop.Put(body)).Refused;
            Assert.True(refused?.Code == "validation_failed", $"{member} was taken: {body.Content()}");
            var errors = refused.Facts!["errors"]!.AsObject();
            Assert.True(errors.ContainsKey(member), $"{member} is not named: {errors.ToJsonString()}");
            Assert.Contains(says, string.Join(' ', errors[member]!.AsArray().Select(one => (string)one!)), StringComparison.Ordinal);
            Assert.Single(errors);
        }

        Assert.Equal(0, shop.Current.Version);
        Assert.Empty(await test.Database.Read(sql => SettingsSql.Before(sql, 100, 100)));
    }

    [Fact]
    public async Task All_that_a_shop_can_say_is_kept_as_it_was_said()
    {
        await using var test = await Open();
        var shop = await SettingsWorld.Of(test.Database, clock);
        foreach (var good in SettingsCases.Good)
        {
            var row = await shop.Put(good);
            Assert.True(row.Refused is null, row.Refused?.Facts?.ToJsonString());
            Assert.Equal(good.Content(), SettingsBody.Read(row.Value.Content).Content());
        }

        var full = SettingsCases.Good[0].Over(shop.Configured.Configured, 7);
        Assert.Equal(("#7a1f5c", "#16201c", "#7a1f5c"), (full.Colours.Accent, full.Colours.Ink, full.Colours.Banner));
        Assert.Equal(
            ["hero", "category", "products", "products", "text", "categories", "makers", "recent"],
            full.Home!.Sections.Select(one => one.Kind)
        );
    }

    [Fact]
    public async Task The_time_zone_of_whoever_counts_days_follows_at_once()
    {
        await using var test = await Open();
        var shop = await SettingsWorld.Of(test.Database, clock, ("Shop:TimeZone", "Europe/Berlin"));
        var zone = ShopZone.Of(shop.Memory);
        var series = new PaperSeries(TestTaxes.Configuration(), zone);
        var newYear = new DateTimeOffset(2025, 12, 31, 23, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(new DateOnly(2026, 1, 1), series.DayOf(newYear));
        await shop.Put(new(TimeZone: "America/New_York"));
        Assert.Equal(new DateOnly(2025, 12, 31), series.DayOf(newYear));
        Assert.Equal("America/New_York", zone.Now.Id);
        Assert.Same(zone.Now, zone.Now);
    }

    [Fact]
    public async Task Whoever_waits_for_a_change_has_it_with_the_commit()
    {
        await using var test = await Open();
        var shop = await SettingsWorld.Of(test.Database, clock);
        var waiting = shop.Memory.After(0, TimeSpan.FromMinutes(10), default).AsTask();
        Assert.False(waiting.IsCompleted);
        await shop.Put(new(Name: "News"));
        Assert.Equal("News", (await waiting).Name);

        // What is known already is answered when the time is over, something else at once.
        var idle = shop.Memory.After(1, TimeSpan.FromSeconds(5), default).AsTask();
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, (await idle).Version);
        Assert.Equal(1, (await shop.Memory.After(-1, TimeSpan.FromMinutes(10), default)).Version);
    }

    [Fact]
    public async Task Another_process_on_the_same_database_sees_settings_and_texts_at_its_next_look()
    {
        await using var test = await Open();
        var (one, other) = (await SettingsWorld.Of(test.Database, clock), await SettingsWorld.Of(test.Database, clock));
        await one.Put(new(Name: "Told"));
        Assert.Equal(1, (await one.Edit.PutText("terms", "# Terms\n\nOurs.", 0, "u-1", default)).Value.Version);
        Assert.Equal(ShopSettings.Unnamed, other.Current.Name);
        await other.Memory.Look();
        Assert.Equal("Told", other.Current.Name);
        Assert.Equal("Terms", other.Policies.Find("terms")!.Title);
    }
}
