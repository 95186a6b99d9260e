// Carts as JSON in Redis: what is written is read as it was, and names of keys never meet.
using System.Text;
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Redis;
using FsCheck;
using FsCheck.Fluent;
using StackExchange.Redis;

namespace Cartwright.Unit.Redis;

public class RedisCartTextTests
{
    private static readonly Gen<string> Texts = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Whole(text.Get));

    private static readonly Gen<CartItem> Items =
        from id in Texts
        from name in Texts
        from quantity in Gen.Choose(1, 10_000)
        from price in Gen.Choose(0, int.MaxValue)
        from added in Gen.Choose(0, int.MaxValue)
        from saved in Gen.Elements(true, false)
        select new CartItem(id, name, quantity, price, "USD", added * 1_000L + (quantity % 1_000), saved);

    private static readonly Gen<CartHead> Heads =
        from user in Texts
        from coupon in Texts
        from email in Texts
        from version in Gen.Choose(1, int.MaxValue)
        from ms in Gen.Choose(0, int.MaxValue)
        from flag in Gen.Choose(0, 7)
        select new CartHead(
            user,
            version,
            (flag & 1) > 0,
            (flag & 2) > 0 ? coupon : null,
            (flag & 4) > 0 ? email : null,
            ms,
            ms * 7L,
            ms * 1_000L,
            flag,
            flag * 3,
            ms,
            flag == 0 ? null : "EUR",
            flag > 3 ? "de" : null
        );

    [Fact]
    public void A_line_is_read_as_it_was_written() =>
        Prop.ForAll(Items.ToArbitrary(), item => RedisCartJson.Line(item.ProductId, new RedisCartText().Line(item)) == item)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Meta_is_read_as_it_was_written() =>
        Prop.ForAll(Heads.ToArbitrary(), head => RedisCartJson.Meta(head.UserId, new RedisCartText().Meta(head)) == head)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_entry_of_the_journal_is_read_as_it_was_written()
    {
        var item = new CartItem("a", "A \"quoted\" ü", 2, 100, "USD", 5, Saved: true);
        var write = new CartWrite(
            new CartHead("u", 3, Guest: true, "C", "e@example.org", 1, 2, 3, 4, 5, 6, "USD"),
            1,
            [item],
            ["gone"],
            [
                new CartStep(2, [new CartTrace("expired", null, 7, 0)], 7, 0, 700, 0, "USD", "system", null, 9),
                new CartStep(3, [new CartTrace("item_added", "a", 0, 2)], 0, 2, 0, 200, null, "u", "o", 10),
            ],
            Whole: true
        );
        var text = new RedisCartText();
        text.Line(item);
        var read = RedisCartJson.Write(text.Write(write));
        Assert.Equal(write.Head, read.Head);
        Assert.Equal((1L, true), (read.Base, read.Whole));
        Assert.Equal(write.Put, read.Put);
        Assert.Equal(write.Gone, read.Gone);
        CartTrace[] none = [];
        Assert.Equal(write.Steps.Select(step => step with { Traces = none }), read.Steps.Select(step => step with { Traces = none }));
        Assert.Equal(write.Steps.SelectMany(step => step.Traces), read.Steps.SelectMany(step => step.Traces));
    }

    [Fact]
    public void Members_that_are_not_known_are_passed_over() =>
        Assert.Equal(
            new CartItem("a", "A", 1, 2, "USD", 3, Saved: false),
            RedisCartJson.Line(
                "a",
                """{"more":{"quantity":[9]},"quantity":1,"price":2,"name":"A","currency":"USD","added_at":"1970-01-01T00:00:00.003Z"}"""u8
            )
        );

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"quantity":0,"price":2,"name":"A","currency":"USD","added_at":"1970-01-01T00:00:00Z"}""")]
    [InlineData("""{"quantity":1.5,"price":2,"name":"A","currency":"USD","added_at":"1970-01-01T00:00:00Z"}""")]
    [InlineData("""{"quantity":1,"price":2,"name":"A","currency":"USD","added_at":"yesterday"}""")]
    [InlineData("""{"quantity":1,"price":2,"name":"A","currency":"USD","added_at":"1970-01-01T00:00:00Z"} and more""")]
    [InlineData("""{"quantity":1,"price":-2,"name":"A","currency":"USD","added_at":"1970-01-01T00:00:00Z"}""")]
    [InlineData("""{"quantity":1,"price":2,"name":null,"currency":"USD","added_at":"1970-01-01T00:00:00Z"}""")]
    public void A_broken_line_is_never_taken_for_one(string text)
    {
        var broken = Assert.Throws<InvalidDataException>(() => StoredCart.Of("u", [new HashEntry("a", text)]));
        Assert.Contains("The field a of cart:u", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sums_of_a_cart_that_Redis_let_go_are_its_own() =>
        Prop.ForAll(
                Heads.ToArbitrary(),
                head =>
                {
                    var stored = StoredCart.WithoutLines(head.UserId, new RedisCartText().Meta(head), nowMs: long.MaxValue);
                    var cart = stored.State!;
                    return head.Lines == 0
                        ? !stored.Gone && cart.Items.Count == 0
                        : stored.Gone
                            && cart.Units == head.Units
                            && cart.ValueMinor == head.ValueMinor
                            && cart.At(head.ExpiresMs).Items.Count == 0;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void No_two_carts_share_a_key()
    {
        string[] ids = ["", "a", "a:", ":a", "1:a", "a:1", "past:a", "s:past:a", "s:activity", "s:journal", "s:record:1:a:b"];
        var keys = ids.Select(id => (string)RedisKeys.Cart(id)!)
            .Concat(ids.Select(id => (string)RedisKeys.Past(id)!))
            .Concat(ids.SelectMany(id => ids.Select(record => (string)RedisKeys.Record(id, record)!)))
            .Append((string)RedisKeys.Activity!)
            .Append((string)RedisKeys.Journal!)
            .ToList();
        Assert.Equal(keys.Count, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("cart:a", (string)RedisKeys.Cart("a")!);
        Assert.Throws<EncoderFallbackException>(() => RedisKeys.Cart("\ud800"));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("#meta", "##meta")]
    [InlineData("##", "###")]
    [InlineData("ü", "ü")]
    public void A_field_is_its_product_again(string productId, string field)
    {
        Assert.Equal(field, (string)RedisKeys.Field(productId)!);
        Assert.Equal(productId, RedisKeys.Product(Encoding.UTF8.GetBytes(field)));
        Assert.Null(RedisKeys.Product("#meta"u8));
    }

    // Redis and JSON hold text; half a surrogate pair is none.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
