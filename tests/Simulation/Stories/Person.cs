// Somebody who acts, and how the shop knows them.
using System.Text.Json.Nodes;

namespace Cartwright.Simulation;

/// <summary>Somebody.</summary>
/// <param name="who">As the story names them.</param>
internal sealed class Person(string who)
{
    /// <summary>Of all who have an account.</summary>
    public const string Password = "Passw0rd!demo";

    /// <summary>As the story names them.</summary>
    public string Who => who;

    /// <summary>Shopper, Guest, Vendor, Staff or Thief.</summary>
    public string Kind { get; } = who.Split(' ')[0];

    /// <summary>Of the account; of guests what they write into forms.</summary>
    public string Email { get; } =
        who switch
        {
            "Shopper 1" => "customer@example.com",
            "Vendor 1" => "vendor@example.com",
            "Staff 1" => "admin@example.com",
            _ => who.Replace(" ", string.Empty, StringComparison.Ordinal).ToLowerInvariant() + "@people.example.com",
        };

    /// <summary>Whether there is an account.</summary>
    public bool HasAccount => Kind is "Shopper" or "Vendor" or "Staff";

    /// <summary>Whether the demo has made the account.</summary>
    public bool IsOfDemo => Email.EndsWith("@example.com", StringComparison.Ordinal);

    /// <summary>Whether what the shop says to them may name no other person.</summary>
    public bool SeesOnlyOwn => Kind is "Shopper" or "Guest" or "Thief";

    /// <summary>The shop's id; empty before they have come in.</summary>
    public string UserId { get; private set; } = string.Empty;

    /// <summary>What opens the shop to them; null before they have come in.</summary>
    public string? Token { get; private set; }

    /// <summary>Comes in: a guest with a token, everybody else with the password.</summary>
    /// <param name="surely">Asks until it is answered.</param>
    public async Task ComeIn(Func<Call, Task<Reply>> surely)
    {
        if (HasAccount && !IsOfDemo && UserId.Length == 0)
        {
            // A second answer says that the address is taken: by the first, whose answer was lost.
            await surely(
                new(
                    "POST",
                    "/api/auth/register",
                    Body: new JsonObject
                    {
                        ["email"] = Email,
                        ["password"] = Password,
                        ["name"] = who,
                    }
                )
            );
        }

        var reply = HasAccount
            ? await surely(new("POST", "/api/auth/login", Body: new JsonObject { ["email"] = Email, ["password"] = Password }))
            : await surely(new("POST", "/api/auth/guest"));
        if (reply.Status is < 200 or >= 300)
        {
            throw new InvalidOperationException($"{who} cannot come in: {reply.Status} {reply.Text}");
        }

        var json = JsonNode.Parse(reply.Text)!;
        Token = (string)json["access_token"]!;
        UserId = (string)json["user"]!["user_id"]!;
    }
}
