// Who asks in a demo's past: accounts, tokens as a browser keeps them, addresses, and what was refused.
using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Host;

/// <param name="people">Makes accounts and signs in.</param>
/// <param name="door">Where routes are asked.</param>
/// <param name="clock">Of the past.</param>
internal sealed class HistoryVisitors(DemoPeople people, ShopInMemory door, HistoricClock clock)
{
    private static readonly TimeSpan TokenKept = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> registered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<string, int>> refused = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>How many have an account.</summary>
    public int Registered => registered.Count;

    /// <summary>What was asked and not done, by route and code.</summary>
    public IReadOnlyDictionary<string, int> Refusals =>
        refused
            .SelectMany(route => route.Value.Select(code => (Name: $"{route.Key}: {code.Key}", code.Value)))
            .ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Somebody who has an account already.</summary>
    public void Knows(HistoryBuyer buyer) => registered[buyer.Person.UserId] = Task.CompletedTask;

    /// <summary>The token of a shopper: a guest's is kept as their browser keeps it, for as long as it holds.</summary>
    public async Task<string> Shopper(HistoryBuyer buyer)
    {
        if (!buyer.IsGuest)
        {
            Task registration;
            lock (gate)
            {
                if (!registered.TryGetValue(buyer.Person.UserId, out registration!))
                {
                    registered[buyer.Person.UserId] = registration = people.Register(buyer.Person);
                }
            }

            await registration;
            return await Token(buyer.Person.UserId);
        }

        return Kept(buyer.Person.UserId)
            ?? Keep(
                buyer.Person.UserId,
                (string)(await Ask("POST", "/api/auth/guest", null, from: AddressOf(buyer))).Json["access_token"]!,
                Limits.GuestTokenLife - TimeSpan.FromDays(1)
            );
    }

    /// <summary>Whoever ordered, later on: a guest has the same token for as long as it holds, a customer signs in again.</summary>
    public async Task<string> TokenOf(HistoryBuyer buyer, string atOrder) => buyer.IsGuest ? atOrder : await Shopper(buyer);

    public async Task<string> Token(string userId) => Kept(userId) ?? Keep(userId, await people.Token(userId), TokenKept);

    private string? Kept(string userId)
    {
        lock (gate)
        {
            return tokens.TryGetValue(userId, out var kept) && kept.Until > clock.GetUtcNow() ? kept.Token : null;
        }
    }

    private string Keep(string userId, string token, TimeSpan life)
    {
        lock (gate)
        {
            tokens[userId] = (token, clock.GetUtcNow() + life);
        }

        return token;
    }

    public async Task<ShopReply> Ask(
        string method,
        string path,
        string? token,
        JsonNode? body = null,
        string? key = null,
        IPAddress? from = null
    )
    {
        var reply = await door.Ask(method, path, token, body, key, from);
        if (!reply.IsDone)
        {
            Count(path.Split('/')[2], reply.Code);
        }

        return reply.Status < 500 ? reply : throw new InvalidOperationException($"{method} {path} answered {reply.Status}: {reply.Text}");
    }

    public void Count(string route, string code)
    {
        lock (gate)
        {
            if (!refused.TryGetValue(route, out var codes))
            {
                refused[route] = codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
            }

            codes[code] = codes.GetValueOrDefault(code) + 1;
        }
    }

    // Of the network that documentation has for itself (RFC 5737).
    public static IPAddress AddressOf(HistoryBuyer buyer) =>
        new([203, 0, 113, (byte)(1 + (buyer.Person.UserId.Sum(letter => letter) % 250))]);

    public static JsonObject Address(PostalAddress address)
    {
        var body = new JsonObject
        {
            ["name"] = address.Name,
            ["line1"] = address.Line1,
            ["city"] = address.City,
            ["country"] = address.Country,
            ["postal_code"] = address.PostalCode,
        };
        if (address.Line2 is { } line2)
        {
            body["line2"] = line2;
        }

        if (address.Region is { } region)
        {
            body["region"] = region;
        }

        return body;
    }
}
