// The texts of the admin: shown at once, kept in every version, and which source of three wins.
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering.Settings;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class TextTests
{
    private readonly TestClock clock = new();

    [Fact]
    public async Task A_text_of_the_admin_is_shown_at_once_and_every_version_of_it_stays()
    {
        await using var test = await TestDatabase.Open("ordering", typeof(OrderingModule).Assembly, clock);
        var shop = await SettingsWorld.Of(test.Database, clock);
        var store = new PolicyStore(test.Database, shop.Policies, clock);
        Assert.Empty(await store.Today());

        Assert.Equal(1, (await Put(shop, "terms", "# Terms of ours\r\n\r\nFirst.", 0)).Value.Version);
        var first = Assert.Single(await store.Today()).Policy;
        Assert.Equal(("Terms of ours", "# Terms of ours\n\nFirst.", false), (first.Title, first.Text, first.IsSample));

        Assert.Equal("version_mismatch", (await Put(shop, "terms", "# Other", 0)).Refused!.Code);
        Assert.Equal(2, (await Put(shop, "terms", "# Terms of ours\n\nSecond.", 1)).Value.Version);
        Assert.NotEqual(first.Version, Assert.Single(await store.Today()).Policy.Version);
        Assert.Equal(first.Text, (await store.Find("terms", first.Version))!.Policy.Text);

        // What was agreed to before is not the present text any more.
        Assert.Equal("policy_changed", shop.Policies.Changed([new("terms", first.Version)])!.Code);

        Assert.True((await shop.Edit.DeleteText("terms", 2, default)).Value);
        Assert.False((await shop.Edit.DeleteText("terms", null, default)).Value);
        Assert.Empty(await store.Today());
        Assert.Contains("terms", shop.Policies.Missing);
    }

    [Fact]
    public async Task A_file_wins_over_the_admin_and_the_admin_over_a_sample()
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-texts-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "terms.md"), "# Terms of the file", TestContext.Current.CancellationToken);
            await using var test = await TestDatabase.Open("ordering", typeof(OrderingModule).Assembly, clock);
            var demo = await SettingsWorld.Of(test.Database, clock, ("Demo", "true"));
            Assert.True(demo.Policies.Find("terms")!.IsSample);
            Assert.Null((await Put(demo, "terms", "# Ours")).Refused);
            Assert.Null((await Put(demo, "privacy", "# Privacy of ours")).Refused);
            Assert.Equal(("Ours", false), (demo.Policies.Find("terms")!.Title, demo.Policies.Find("terms")!.IsSample));
            Assert.Equal(ShopPolicies.Expected, demo.Policies.All.Select(one => one.Name));

            // The same database, with a folder: its file holds, other texts of the admin stay.
            var filed = await SettingsWorld.Of(test.Database, clock, ("Shop:Policies", folder));
            Assert.Equal("Terms of the file", filed.Policies.Find("terms")!.Title);
            Assert.Equal("Privacy of ours", filed.Policies.Find("privacy")!.Title);
            var refused = (await Put(filed, "terms", "# Mine")).Refused!;
            Assert.Equal("policy_of_file", refused.Code);
            Assert.Contains("terms.md", refused.Detail, StringComparison.Ordinal);
            Assert.Equal("policy_of_file", (await filed.Edit.DeleteText("terms", null, default)).Refused!.Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_text_that_is_none_is_refused_with_the_reason()
    {
        await using var test = await TestDatabase.Open("ordering", typeof(OrderingModule).Assembly, clock);
        var shop = await SettingsWorld.Of(test.Database, clock);
        foreach (
            var (name, text, member) in new[]
            {
                ("Terms", "# x", "name"),
                ("../terms", "# x", "name"),
                ("terms", " \n", "text"),
                ("terms", "a\0b", "text"),
                ("terms", new string('ä', (ShopPolicies.BytesMax / 2) + 1), "text"),
            }
        )
        {
            var refused = (await Put(shop, name, text)).Refused!;
            Assert.Equal("validation_failed", refused.Code);
            Assert.Equal([member], refused.Facts!["errors"]!.AsObject().Select(one => one.Key));
        }

        for (var i = 0; i < ShopPolicies.PoliciesMax; i++)
        {
            Assert.Null((await Put(shop, $"text-{i}", "# Text")).Refused);
        }

        Assert.Equal("too_many_policies", (await Put(shop, "one-more", "# Text")).Refused!.Code);
        Assert.Null((await Put(shop, "text-7", "# Another")).Refused);
    }

    private static Task<Cartwright.Contracts.Outcome<TextRow>> Put(SettingsWorld shop, string name, string text, long? version = null) =>
        shop.Edit.PutText(name, text, version, SettingsWorld.Owner, default);
}
