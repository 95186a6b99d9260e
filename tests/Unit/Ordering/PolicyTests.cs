// The shop's texts: read strictly, kept in every version, and named by the orders that agreed to them.
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class PolicyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("policies").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_folder_is_read_and_what_every_shop_needs_stands_first()
    {
        Put("extra.md", "Just words.");
        Put("imprint.md", "# Imprint\n\nUs.");
        Put("terms.md", "\uFEFF# Terms of sale\r\n\r\nPay.");
        var policies = Of();
        Assert.Equal(
            [("terms", "Terms of sale"), ("imprint", "Imprint"), ("extra", "Extra")],
            policies.All.Select(one => (one.Name, one.Title))
        );
        Assert.Equal("# Terms of sale\n\nPay.", policies.All[0].Text);
        Assert.Equal(64, policies.All[0].Version.Length);
        Assert.DoesNotContain(policies.All, one => one.IsSample);
        Assert.Equal(["withdrawal", "privacy", "shipping"], policies.Missing);
        Assert.Contains("withdrawal.md, privacy.md, shipping.md", policies.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_shop_without_texts_is_warned_and_a_demo_has_samples_that_say_so()
    {
        Assert.Contains("Set Shop:Policies", With().Warning, StringComparison.Ordinal);
        var demo = With(("Demo", "true"));
        Assert.Null(demo.Warning);
        Assert.Equal(ShopPolicies.Expected, demo.All.Select(one => one.Name));
        Assert.All(demo.All, one => Assert.True(one.IsSample));
        Assert.All(demo.All, one => Assert.Contains("Sample text of the demo", one.Text, StringComparison.Ordinal));
        Assert.Contains("Model withdrawal form", demo.Find("withdrawal")!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Terms.md", "x", "lower-case")]
    [InlineData("terms.md", "  \n", "empty")]
    [InlineData("terms.md", "a\0b", "no text")]
    public void What_is_no_text_is_refused_with_its_name(string file, string text, string why)
    {
        Put(file, text);
        var refused = Assert.Throws<ConfigurationRefused>(Of).Message;
        Assert.Contains(why, refused, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileNameWithoutExtension(file), refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_and_a_text_in_another_code_are_refused()
    {
        Assert.Contains("cannot be used", Assert.Throws<ConfigurationRefused>(() => With(("Shop:Policies", folder + "/no"))).Message);
        File.WriteAllBytes(Path.Combine(folder, "terms.md"), [0x41, 0xFC, 0x42]);
        Assert.Contains("UTF-8", Assert.Throws<ConfigurationRefused>(Of).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_version_that_was_shown_can_be_had_and_says_since_when()
    {
        await using var world = await OrderingWorld.Open();
        Put("terms.md", "# One");
        var first = Of();
        var began = Assert.Single(await new PolicyStore(world.Database, first, world.Clock).Today()).SinceMs;
        world.Clock.Advance(TimeSpan.FromDays(3));
        Put("terms.md", "# Two");
        var second = Of();
        var store = new PolicyStore(world.Database, second, world.Clock);
        Assert.Equal(began + 259_200_000, Assert.Single(await store.Today()).SinceMs);

        // Of processes that start again none makes an old text new.
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(began, Assert.Single(await new PolicyStore(world.Database, first, world.Clock).Today()).SinceMs);
        Assert.Equal("# One", (await store.Find("terms", first.All[0].Version))!.Policy.Text);
        Assert.Null(await store.Find("terms", "0"));
    }

    [Fact]
    public async Task An_order_keeps_what_was_agreed_to_under_its_seal_and_is_refused_a_text_that_is_not_shown()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var agreed = world.Policies.All.Select(one => new AgreedPolicy(one.Name, one.Version)).ToList();
        var wrong = OrderingWorld.Wish(key: "k") with { Agreed = [agreed[0] with { Version = agreed[1].Version }] };
        Assert.Equal("policy_changed", (await world.Placing.Place(wrong, default)).Refused!.Code);
        Assert.Equal("policy_changed", (await world.Placing.Place(wrong with { Agreed = [new("none", "0")] }, default)).Refused!.Code);
        var wish = OrderingWorld.Wish(key: "k") with { Agreed = agreed };
        var placed = (await world.Placing.Place(wish, default)).Value;
        Assert.Equal(placed.Reply, (await world.Placing.Place(wish, default)).Value.Reply);
        Assert.Equal("idempotency_key_reused", (await world.Placing.Place(wish with { Agreed = null }, default)).Refused!.Code);
        var order = await world.Settled(placed.OrderId);
        Assert.Equal(agreed, order.PlacedTerms.Policies);
        Assert.Equal(agreed, order.Terms.Policies);
        Assert.All(OrderBody.Of(order, admin: false).AgreedPolicies!, one => Assert.Equal(OrderBody.Time(order.CreatedMs), one.AgreedAt));
        await world.AssertTimelineHolds(order);
    }

    private void Put(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private ShopPolicies Of() => With(("Shop:Policies", folder));

    private static ShopPolicies With(params (string Key, string Value)[] settings) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)))
                .Build()
        );
}
