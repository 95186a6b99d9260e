// The cart's own row without a server: what is packed comes back, sizes stay far below DynamoDB's bound, and stamps follow the commits.
using Cartwright.Carts;
using Cartwright.DynamoDb;
using Cartwright.Kernel;

namespace Cartwright.Unit.DynamoDb;

public sealed class CartCommitTests
{
    [Fact]
    public void Lines_and_texts_come_back_as_they_were()
    {
        StampedLine[] lines =
        [
            new(new("p-1", "Größe \"XL\" ☕ 𝄞", 3, 2_999, "USD", 1_700_000_000_123, Saved: false), 7),
            new(new("p-2", string.Empty, long.MaxValue, Limits.PriceMinorMax, "JPY", 0, Saved: true), long.MaxValue),
        ];
        Assert.Equal(lines, Packed.Lines(Packed.Lines(lines)));
        Assert.Empty(Packed.Lines(Packed.Lines(Array.Empty<StampedLine>())));
        var text = new string('x', 3_000_000) + "end";
        Assert.Equal(text, Packed.Text(Packed.Text(text)));
        Assert.Throws<InvalidDataException>(() => Packed.Text([1, 2, 3]));
    }

    [Fact]
    public void A_full_cart_with_full_saved_lines_takes_a_tenth_of_a_row()
    {
        var ids = new Ids(TimeProvider.System, new Random(7).NextBytes);
        var lines = Enumerable
            .Range(0, Limits.CartLinesMax + Limits.SavedLinesMax)
            .Select(i => new StampedLine(
                new(
                    ids.Next(),
                    $"Wireless Mouse, model {i * 7919}, black",
                    1 + (i % 9),
                    2_999 + (i * 31),
                    "USD",
                    1_700_000_000_000 + (i * 977),
                    i % 2 == 0
                ),
                i
            ))
            .ToArray();
        Assert.InRange(Packed.Lines(lines).Length, 1, 40 * 1024);
    }

    [Fact]
    public void Only_what_a_commit_touched_carries_its_number()
    {
        var first = Commit(CartMeta.None("ann"), Add("a"), Add("b"));
        var second = Commit(first.Next, Add("c"), new RemoveItem("ann", "ann", "a"));
        Assert.Equal([("b", 1L), ("c", 2L)], second.Next.Lines.Select(line => (line.Item.ProductId, line.Rev)));
        Assert.Equal(["a"], second.Gone);
        Assert.Equal((2L, 4L), (second.Next.Rev, second.Next.Cart.Version));
    }

    [Fact]
    public void Whether_a_commit_was_done_is_told_only_when_it_is_known()
    {
        var mine = Commit(CartMeta.None("ann"), Add("a"));
        var theirs = Commit(CartMeta.None("ann"), Add("b"));
        var later = Commit(mine.Next, Add("c")).Next;
        Assert.False(CartMeta.None("ann").Has(mine));
        Assert.True(mine.Next.Has(mine));
        Assert.False(theirs.Next.Has(mine));
        Assert.True((later with { Journal = [new(1, mine.Token, [])] }).Has(mine));
        Assert.False((later with { Journal = [new(1, theirs.Token, [])] }).Has(mine));
        Assert.Null(later.Has(mine));
    }

    [Fact]
    public void Times_keep_their_millisecond_and_carts_spread_over_the_shards()
    {
        Assert.Equal("2026-01-15T10:30:00.007Z", Names.Time(1_768_473_000_007));
        Assert.Equal(1_768_473_000_007, Names.Ms("2026-01-15T10:30:00.007Z"));
        var shards = Enumerable
            .Range(0, 8_000)
            .GroupBy(i => Names.ShardOf("user-" + i))
            .ToDictionary(shard => shard.Key, shard => shard.Count());
        Assert.Equal(Names.Shards, shards.Count);
        Assert.All(shards.Values, count => Assert.InRange(count, 800, 1_200));

        // Another version of the program must find what this one has listed.
        Assert.Equal((0, 4), (Names.ShardOf("ann"), Names.ShardOf("bob")));
    }

    private static AddItem Add(string product) => new("ann", "ann", new(product, product, 100, "USD", 100), 1);

    private static CartCommit Commit(CartMeta meta, params CartCommand[] commands)
    {
        var turn = new CartTurn("ann", meta.Rev == 0 ? null : meta.Cart, 1_000, 1_000_000);
        foreach (var command in commands)
        {
            Assert.Null(turn.Decide(command, null).Refused);
        }

        return new CartCommit(meta, turn.Now, turn.Written(), new Dictionary<string, string>(), $"{meta.Rev} {commands[0]}", 1_000);
    }
}
