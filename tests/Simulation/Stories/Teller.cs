// Tells a story to a shop: each step at its time, whether or not others are under way; what was promised is looked for while it runs.
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.Simulation;

/// <summary>Tells one story once.</summary>
/// <param name="door">Of a fresh shop.</param>
/// <param name="story">What happens.</param>
/// <param name="say">Told each sentence as it happens; null for nobody.</param>
internal sealed class Teller(IDoor door, Story story, Action<string>? say = null)
{
    private const int TriesMax = 240;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);
    private const int LooksMax = 60;

    private readonly Dictionary<string, Person> people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Promises promises = new() { TokensMayEnd = door.ClocksJump };

    /// <summary>What must not have happened, so far.</summary>
    public IReadOnlyList<Finding> Found => promises.Found;

    /// <summary>How often each act was answered, by the act's name and the status.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>Products in carts of which too much happened to look through.</summary>
    public int Skipped => promises.Skipped;

    /// <summary>All come in, and act at their times.</summary>
    public async Task Act()
    {
        foreach (var who in story.Steps.Select(step => step.Who).Append("Staff 1").Distinct(StringComparer.Ordinal))
        {
            var person = people[who] = new Person(who);
            await person.ComeIn(call => Surely(call));
        }

        promises.Know(people.Values);
        var begin = door.Now;
        await Task.WhenAll(story.Steps.Select(step => At(step, begin)));
    }

    /// <summary>
    /// When nothing goes wrong any more: what was never answered is asked again under its key, all comes to an end, and everybody looks at
    /// what they were promised.
    /// </summary>
    public async Task End()
    {
        await door.Wait(BetweenLooks);
        foreach (var placement in promises.Placements)
        {
            var reply = await Surely(placement.Call with { Token = placement.By.Token }, placement.By);
            promises.Answered(placement, reply);
        }

        for (var looks = 0; ; looks++)
        {
            var open = 0;
            foreach (var placement in promises.Placements.Where(one => one.OrderId is not null))
            {
                placement.Final = await Surely(new("GET", "/api/orders/" + placement.OrderId, placement.By.Token), placement.By);
                placement.Money = await Surely(new("GET", "/api/payments?order_id=" + placement.OrderId, Staff.Token), Staff);
                open += placement.IsUnderWay ? 1 : 0;
            }

            if (open == 0)
            {
                break;
            }

            if (looks == LooksMax)
            {
                promises.Find(Finding.Ends, $"{open} orders are still under way long after the last of what people did.");
                break;
            }

            await door.Wait(BetweenLooks);
        }

        foreach (var person in people.Values.Where(person => person.Kind is "Shopper" or "Guest"))
        {
            var moment = promises.Moment();
            promises.Looked(person, (await Surely(new("GET", "/api/cart/me", person.Token), person)).Text, moment);
            promises.Listed(person, await Surely(new("GET", "/api/orders?limit=200", person.Token), person));
        }

        foreach (var number in Goods.Wanted)
        {
            promises.Counted(
                number,
                await Surely(new("GET", string.Create(CultureInfo.InvariantCulture, $"/api/inventory/{number}"), Staff.Token), Staff),
                story.Steps.Where(step => step.Product == number)
            );
        }

        promises.Close(story.Steps);
    }

    private Person Staff => people["Staff 1"];

    private async Task At(Step step, DateTimeOffset begin)
    {
        var at = begin + TimeSpan.FromMilliseconds(step.AtMs) - door.Now;
        if (at > TimeSpan.Zero)
        {
            await door.Wait(at);
        }

        var (act, person) = (Acts.Named(step.Does), people[step.Who]);
        if (step.Loss == Loss.CallLost || Build(step, act, person) is not { } call)
        {
            say?.Invoke(step.Sentence() + (step.Loss == Loss.CallLost ? string.Empty : " Nothing happens."));
            return;
        }

        say?.Invoke(step.Sentence());
        var placement = Placement(step, act, person, call);
        await (
            step.Loss == Loss.Twice
                ? Task.WhenAll(Once(step, act, person, call, placement), Once(step, act, person, call, placement))
                : Once(step, act, person, call, placement)
        );
    }

    private async Task Once(Step step, Act act, Person person, Call call, Placement? placement)
    {
        var moment = promises.Moment();
        var reply = await door.Ask(call);
        if (step.Loss == Loss.ReplyLost)
        {
            reply = null;
        }

        var count = $"{act.Name}: {(reply is null ? "no answer" : reply.Status.ToString(CultureInfo.InvariantCulture))}";
        counts[count] = counts.GetValueOrDefault(count) + 1;
        promises.Heard(step, act, person, reply, moment, Owner(step, act, person), call);
        if (reply is not null && step.Does == "press again with another body" && reply.Status is >= 200 and < 300)
        {
            promises.Find(
                Finding.OneEffect,
                $"{step.Who} sent another body under the key of {step.Of}, and it was answered {reply.Status}."
            );
        }
        else if (placement is not null && reply is not null && step.Does != "press again with another body")
        {
            promises.Answered(placement, reply);
            if (placement.OrderId is { } id && ids.TryAdd(placement.Name, id))
            {
                // At once: whoever has been told of an order sees it.
                if (await door.Ask(new("GET", "/api/orders/" + id, person.Token)) is { Status: not 200 and < 500 and not 429 } unseen)
                {
                    promises.Find(
                        Finding.OwnWrites,
                        $"{person.Who} was told of {placement.Name}, and looking at it was answered {unseen.Status}."
                    );
                }
            }

            return;
        }

        if (step.Makes is { } name && placement is null && reply is { Status: >= 200 and < 300, Text: [_, ..] } made)
        {
            var json = JsonNode.Parse(made.Text);
            if ((string?)(json?[act.IdAt]) is { } id)
            {
                ids.TryAdd(name, id);
            }
        }
    }

    /// <summary>Whose cart is changed; null for none.</summary>
    private Person? Owner(Step step, Act act, Person person) =>
        act.Of == "share" ? promises.Sharer(step.Of!)
        : act.Path.StartsWith("/api/cart/me", StringComparison.Ordinal) || act.Name == "merge" ? person
        : null;

    private Placement? Placement(Step step, Act act, Person person, Call call)
    {
        if (act.Path != "/api/orders" || act.Method != "POST" || person.Kind == "Thief")
        {
            return null;
        }

        return act.Makes is null ? promises.Placement(step.Of!) : promises.Place(step.Makes!, person, call, step.With == "bank_transfer");
    }

    /// <summary>The request; null where the thing that it is about has not been made.</summary>
    private Call? Build(Step step, Act act, Person person)
    {
        if (act.Path == "/api/orders" && act.Method == "POST" && act.Makes is null)
        {
            return Again(step, person);
        }

        if (act.Name == "merge" && !people.ContainsKey(FormattableString.Invariant($"Guest {step.Quantity}")))
        {
            return null;
        }

        string? of = null;
        if (act.Of is not null && (step.Of is null || !ids.TryGetValue(step.Of, out of)))
        {
            return null;
        }

        var key = KeyOf(step.Makes ?? FormattableString.Invariant($"{step.Who} {step.Does} {step.Of} {step.AtMs}"));
        string Fill(string text) =>
            text.Replace("{product}", step.Product.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{quantity}", step.Quantity.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{of}", of, StringComparison.Ordinal)
                .Replace("{with}", step.With, StringComparison.Ordinal)
                .Replace("{email}", person.Email, StringComparison.Ordinal)
                .Replace("{password}", Person.Password, StringComparison.Ordinal)
                .Replace("{key}", key, StringComparison.Ordinal)
                .Replace("{victim}", people.GetValueOrDefault("Shopper 1")?.UserId ?? "demo-customer", StringComparison.Ordinal)
                .Replace(
                    "{guest}",
                    people.GetValueOrDefault(FormattableString.Invariant($"Guest {step.Quantity}"))?.Token,
                    StringComparison.Ordinal
                )
                .Replace("{address}", Address, StringComparison.Ordinal);
        return new(
            act.Method,
            Fill(act.Path),
            act.Name == "merge" ? null : person.Token,
            act.Body is null ? null : JsonNode.Parse(Fill(act.Body)),
            act.Keyed ? key : null
        );
    }

    private Call? Again(Step step, Person person)
    {
        if (promises.Placement(step.Of!) is not { } placement)
        {
            return null;
        }

        var body = placement.Call.Body!.DeepClone();
        if (step.Does == "press again")
        {
            return placement.Call with { Body = body };
        }

        if (step.Does == "press again with another body")
        {
            // Of a key that nobody has seen used, the other body may be the first.
            body["shipping_method"] = "express";
            return placement.OrderId is null ? null : placement.Call with { Body = body };
        }

        return placement.Call with
        {
            Body = body,
            Token = person.Token,
        };
    }

    private const string Address =
        """{"name":"Robin Buyer","line1":"1 Market Street","city":"San Francisco","region":"CA","country":"US","postal_code":"94105"}""";

    // Of the thing's name and the seed alone: leaving other steps out changes no key.
    private string KeyOf(string name)
    {
        var chance = new SimRandom(story.Seed, "key of " + name);
        return string.Create(CultureInfo.InvariantCulture, $"{chance.Next():x16}{chance.Next():x16}");
    }

    /// <summary>Asks until there is an answer that says what became of it.</summary>
    private async Task<Reply> Surely(Call call, Person? person = null)
    {
        Reply? last = null;
        for (var tries = 0; tries < TriesMax; tries++)
        {
            last = await door.Ask(call) ?? last;
            if (last is { Status: 401 } && person is { HasAccount: true })
            {
                await person.ComeIn(one => Surely(one));
                call = call with { Token = person.Token };
                last = null;
            }
            else if (
                last is { Status: < 500 and not 429 }
                && !(last.Status == 409 && last.Text.Contains("in_progress", StringComparison.Ordinal))
            )
            {
                return last;
            }

            await door.Wait(BetweenTries);
        }

        promises.Find(Finding.Ends, $"{call.Method} {call.Path} is not answered, after {TriesMax} tries: {last?.Status} {last?.Text}");
        return last ?? new Reply(0, string.Empty, new Dictionary<string, string>());
    }
}
