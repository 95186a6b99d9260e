// A few shoppers, who buy, change their minds and ask again when no answer comes.
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Catalog.DemoData;
using Cartwright.Contracts;

namespace Cartwright.Simulation;

/// <summary>The smallest story that moves money and stock.</summary>
/// <param name="door">Of the shop.</param>
/// <param name="seed">Of what they do.</param>
internal sealed class SmallStory(IDoor door, ulong seed)
{
    private const int TriesMax = 12;
    private const int RoundsEach = 4;

    private static readonly IReadOnlyList<string> Goods = Plain();
    private static readonly string[] Tokens = ["tok_visa", "tok_visa", "tok_visa", "tok_declined", "tok_timeout", "tok_late"];

    /// <summary>Orders that were acknowledged.</summary>
    public int Orders { get; private set; }

    /// <summary>All that happens.</summary>
    /// <param name="shoppers">How many buy.</param>
    /// <param name="together">Whether they come together; else one after the other, each when all is done that the last has begun.</param>
    public async Task Run(int shoppers, bool together)
    {
        var all = Enumerable.Range(0, shoppers).Select(number => new SimRandom(seed, $"shopper {number}")).ToList();
        if (together)
        {
            await Task.WhenAll(all.Select(Shop));
            return;
        }

        foreach (var one in all)
        {
            await Shop(one);
        }
    }

    private async Task Shop(SimRandom random)
    {
        await door.Wait(random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(20)));
        if (await Ask(new Call("POST", "/api/auth/guest"), random) is not { Status: < 300 } guest)
        {
            return;
        }

        var token = (string)JsonNode.Parse(guest.Text)!["access_token"]!;
        for (var round = 0; round < RoundsEach; round++)
        {
            await Buy(random, token);
            await door.Wait(random.Between(TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        }
    }

    private async Task Buy(SimRandom random, string token)
    {
        for (var line = random.Below(3); line >= 0; line--)
        {
            var item = new JsonObject { ["product_id"] = random.Pick(Goods), ["quantity"] = 1 + random.Below(3) };
            await Ask(new Call("POST", "/api/cart/me/items", token, item), random);
        }

        var body = new JsonObject
        {
            ["shipping_method"] = "standard",
            ["payment_method"] = new JsonObject { ["token"] = random.Pick(Tokens) },
            ["email"] = "guest@example.com",
            ["shipping_address"] = new JsonObject
            {
                ["name"] = "Gil Guest",
                ["line1"] = "1 Market Street",
                ["city"] = "San Francisco",
                ["region"] = "CA",
                ["country"] = "US",
                ["postal_code"] = "94105",
            },
        };
        var key = random.Next().ToString("x16", CultureInfo.InvariantCulture);
        if (await Ask(new Call("POST", "/api/orders", token, body, key), random) is not { Status: 201 } placed)
        {
            return;
        }

        Orders++;
        var id = (string)JsonNode.Parse(placed.Text)!["order_id"]!;
        if (random.Below(5) == 0)
        {
            await door.Wait(random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)));
            await Ask(new Call("POST", $"/api/orders/{id}/cancel", token, new JsonObject { ["reason"] = "a mistake" }), random);
        }
    }

    /// <summary>Until it is answered, and not that it should be asked again.</summary>
    private async Task<Reply?> Ask(Call call, SimRandom random)
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            if (await door.Ask(call) is { } reply && reply.Status is not (503 or 429) && (reply.Status != 409 || call.Key is null))
            {
                return reply;
            }

            await door.Wait(random.Between(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3)));
        }

        return null;
    }

    private static List<string> Plain()
    {
        var all = DemoProducts.All();
        var parents = all.Select(made => made.Fields.ParentId).ToHashSet();
        return
        [
            .. Enumerable.Range(1, 60).Where(number => Demo.Stock(number) > 0).Select(Demo.ProductId).Where(id => !parents.Contains(id)),
        ];
    }
}
