// The cart funnel: a cart's life from its events, and the steps it reached.
using Cartwright.Analytics;
using Cartwright.Contracts;

namespace Cartwright.Unit.Analytics;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CartTests
{
    [Fact]
    public async Task Each_cart_counts_once_at_every_step_it_reached()
    {
        await using var books = await Books.Open();
        var at = Books.Day0;

        // a: only looked; b: items; c: abandoned; d: placed, payment failed; e: bought, and began a second cart; f: the next day.
        await books.Tell(Topics.CartChanged, "a", Books.Cart("a", 1, "created", at, items: 0));
        await books.Tell(Topics.CartChanged, "b", Books.Cart("b", 1, "created", at));
        await books.Tell(Topics.CartChanged, "b", Books.Cart("b", 1, "item_added", at));
        await books.Tell(Topics.CartChanged, "b", Books.Cart("b", 2, "item_added", at + 1, items: 2));
        await books.Tell(Topics.CartChanged, "c", Books.Cart("c", 1, "created", at));
        await books.Tell(Topics.CartAbandoned, "c", Books.Cart("c", 1, "abandoned", at + 9));
        await books.Tell(Topics.CartChanged, "d", Books.Cart("d", 1, "created", at));
        await books.Tell(Topics.OrderPlaced, "od", Books.Order("od", at + 5, "d", "pending", 1));
        await books.Tell(Topics.CartChanged, "e", Books.Cart("e", 1, "created", at));
        await books.Tell(Topics.OrderConfirmed, "oe", Books.Order("oe", at + 5, "e"));
        await books.Tell(Topics.CartChanged, "e", Books.Cart("e", 2, "checked_out", at + 6, items: 0));
        await books.Tell(Topics.CartChanged, "e", Books.Cart("e", 2, "checked_out", at + 6, items: 0));
        await books.Tell(Topics.CartChanged, "e", Books.Cart("e", 3, "item_added", at + 7));
        await books.Tell(Topics.CartChanged, "f", Books.Cart("f", 1, "created", at + Figures.DayMs));
        Assert.Equal(
            [new(at, 6, 5, 2, 2, 1, 1), new(at + Figures.DayMs, 1, 1, 0, 0, 0, 0)],
            await books.Test.Database.Read(sql => Figures.Carts(sql, at, at + (2 * Figures.DayMs)))
        );
        Assert.Single(await books.Test.Database.Read(sql => Figures.Carts(sql, at, at + 1)));
    }

    [Fact]
    public async Task Lines_that_come_back_continue_the_same_cart_and_repeats_change_nothing()
    {
        await using var books = await Books.Open();
        var at = Books.Day0;
        CartFacts[] life =
        [
            Books.Cart("a", 1, "created", at),
            Books.Cart("a", 2, "checked_out", at + 1, items: 0),
            Books.Cart("a", 3, "restored", at + 2),
            Books.Cart("a", 4, "checked_out", at + 3, items: 0),
        ];
        foreach (var cart in life)
        {
            await books.Tell(Topics.CartChanged, "a", cart);
        }

        foreach (var cart in life)
        {
            await books.Tell(Topics.CartChanged, "a", cart);
        }

        await books.Tell(Topics.OrderPlaced, "o", Books.Order("o", at, "a", "pending", 1));
        Assert.Equal([new(at, 1, 1, 1, 1, 0, 0)], await books.Test.Database.Read(sql => Figures.Carts(sql, at, at + 10)));
        await books.Tell(Topics.CartChanged, "a", Books.Cart("a", 5, "expired", at + 4, items: 0));
        Assert.Single(await books.Test.Database.Read(sql => Figures.Carts(sql, at, at + 10)));
    }

    [Fact]
    public async Task The_steps_of_the_funnel_never_grow()
    {
        var random = new Random(5);
        await using var books = await Books.Open();
        for (var i = 0; i < 400; i++)
        {
            var user = $"u{random.Next(30)}";
            var at = Books.Day0 + (i * 1_000L);
            var what = random.Next(6);
            if (what < 4)
            {
                await books.Tell(
                    Topics.CartChanged,
                    user,
                    Books.Cart(
                        user,
                        i + 1,
                        what switch
                        {
                            0 => "checked_out",
                            1 => "restored",
                            2 => "cleared",
                            _ => "item_added",
                        },
                        at,
                        items: what == 3 ? 1 : 0
                    )
                );
            }
            else
            {
                await books.Tell(what == 4 ? Topics.OrderPlaced : Topics.OrderConfirmed, $"o{i}", Books.Order($"o{i}", at, user));
            }
        }

        var body = CartsBody.Of(Books.All, await books.Test.Database.Read(sql => Figures.Carts(sql, 0, Books.All.ToMs)));
        Assert.True(body.CartsCreated > 30);
        Assert.Equal(body.Funnel.Select(s => s.Count).OrderDescending(), body.Funnel.Select(s => s.Count));
        Assert.True(body.OrdersConfirmed > 0);
    }

    [Fact]
    public async Task Accounts_count_once_in_the_range_of_their_registration()
    {
        await using var books = await Books.Open();
        for (var i = 0; i < 3; i++)
        {
            await books.Tell(Topics.UserRegistered, "u", new UserFacts("u", "a@example.com", "A", null, Books.Day0 + i));
        }

        Assert.Equal(1, (await books.Test.Database.Read(sql => Figures.Customers(sql, Books.All))).Registered);
        Assert.Equal(0, (await books.Test.Database.Read(sql => Figures.Customers(sql, new(Books.Day0 + 1, Books.All.ToMs)))).Registered);
    }
}
