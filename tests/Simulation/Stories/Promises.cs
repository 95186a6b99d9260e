// What the shop has promised to those outside, and what they see of it: the model of a story.
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Simulation;

/// <summary>All that was acknowledged in one story.</summary>
internal sealed partial class Promises
{
    private const int UnitsMost = 60;

    private static readonly HashSet<string> MayBeAnswered = ["guess coupon"];
    private static readonly HashSet<string> MovesMoney = ["edit order", "refund", "answer return", "capture", "void", "withdraw"];
    private readonly Dictionary<string, Placement> placements = new(StringComparer.Ordinal);
    private readonly Dictionary<(Person Owner, string Product), CartHistory> carts = [];
    private readonly Dictionary<string, Person> sharers = new(StringComparer.Ordinal);
    private readonly List<Finding> found = [];
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly HashSet<string> uncertain = new(StringComparer.Ordinal);
    private IReadOnlyList<Person> people = [];
    private long moment;

    /// <summary>What must not have happened.</summary>
    public IReadOnlyList<Finding> Found => found;

    /// <summary>In the order in which they were begun.</summary>
    public IReadOnlyList<Placement> Placements => [.. placements.Values.OrderBy(one => one.Start)];

    /// <summary>Histories that were too long.</summary>
    public int Skipped { get; private set; }

    /// <summary>The number of this moment: later ones have higher ones.</summary>
    public long Moment() => ++moment;

    /// <summary>All that take part.</summary>
    public void Know(IEnumerable<Person> all) => people = [.. all];

    /// <summary>Notes a broken promise.</summary>
    public void Find(string check, string sentence) => found.Add(new(check, sentence));

    /// <summary>Whose cart a link shows; null before it was made.</summary>
    public Person? Sharer(string share) => sharers.GetValueOrDefault(share);

    /// <summary>A checkout by its name; null before its first press.</summary>
    public Placement? Placement(string name) => placements.GetValueOrDefault(name);

    /// <summary>A first press.</summary>
    public Placement Place(string name, Person by, Call call, bool waits) =>
        placements[name] = new Placement(name, by, call, Moment(), waits);

    /// <summary>Whether a token may end before its time by a clock that was set: nothing is said about the order then.</summary>
    public bool TokensMayEnd { get; init; }

    /// <summary>A checkout's answer; the first one that acknowledges is what all others must be.</summary>
    public void Answered(Placement placement, Reply reply)
    {
        if (reply.Status != 201)
        {
            if (placement.Promised is not null && reply.Status is < 500 and not (409 or 429) && !(reply.Status == 401 && TokensMayEnd))
            {
                Find(
                    Finding.Durable,
                    $"{placement.By.Who} was promised {placement.Name}, and the same key and body were then answered {reply.Status}: {reply.Text}"
                );
            }

            return;
        }

        if (placement.Promised is { } first)
        {
            if (first != reply.Text)
            {
                Find(Finding.OneEffect, $"The key of {placement.Name} was answered with two bodies: {first} and {reply.Text}");
            }

            return;
        }

        placement.Promised = reply.Text;
        placement.OrderId = (string?)JsonNode.Parse(reply.Text)!["order_id"];
        if (placements.Values.FirstOrDefault(other => other != placement && other.OrderId == placement.OrderId) is { } same)
        {
            // Two keys at one version of a cart are one order: that is promised too.
            uncertain.Add(same.Name);
            uncertain.Add(placement.Name);
        }
    }

    /// <summary>The answer of a step, or that there was none.</summary>
    public void Heard(Step step, Act act, Person person, Reply? reply, long start, Person? owner, Call call)
    {
        var end = Moment();
        if (MovesMoney.Contains(act.Name))
        {
            touched.Add(step.Of!);
        }

        if (reply is { Status: 500 })
        {
            Find(Finding.Answers, $"{step.Who} asked {call.Method} {call.Path} and was answered 500: {reply.Text}");
        }

        if (reply is not null && person.SeesOnlyOwn)
        {
            Names(step, person, reply);
        }

        if (person.Kind == "Thief" && reply is { Status: >= 200 and < 300 } && !MayBeAnswered.Contains(act.Name))
        {
            Find(Finding.Isolation, $"{step.Sentence()} It was answered {reply.Status}: {reply.Text}");
        }

        if (act.Name == "share" && reply is { Status: >= 200 and < 300 })
        {
            sharers[step.Makes!] = person;
        }

        if (owner is not null)
        {
            Cart(step, act, owner, reply, start, end);
        }
    }

    /// <summary>What a look into a cart showed.</summary>
    public void Looked(Person owner, string text, long start)
    {
        var end = Moment();
        if (JsonNode.Parse(text)?["items"] is not JsonArray items)
        {
            return;
        }

        foreach (var number in Goods.Wanted)
        {
            var id = Demo.ProductId(number);
            var units = items.Where(item => (string?)item!["product_id"] == id).Sum(item => (int)item!["quantity"]!);
            Of(owner, number).Add(new(start, end, Must: true, before => before == units ? [units] : [], $"sees {units}", units));
        }
    }

    private CartHistory Of(Person owner, int number)
    {
        var at = (owner, Demo.ProductId(number));
        return carts.TryGetValue(at, out var history) ? history : carts[at] = new CartHistory();
    }

    /// <summary>What a step may have done to the cart.</summary>
    private void Cart(Step step, Act act, Person owner, Reply? reply, long start, long end)
    {
        // Refused for a reason is not done; anything else that is no acknowledgement may be.
        var done = reply is { Status: >= 200 and < 300 };
        if (reply is { Status: >= 400 and < 500 })
        {
            return;
        }

        void Did(int number, Func<int, IEnumerable<int>> effect) =>
            Of(owner, number).Add(new(start, done ? end : long.MaxValue, done, effect, step.Sentence()));

        switch (act.Name)
        {
            case "add" or "add to share":
                Did(step.Product, before => [before + step.Quantity]);
                break;
            case "set" or "set in share":
                Did(step.Product, _ => [step.Quantity]);
                break;
            case "remove" or "remove from share" or "save":
                Did(step.Product, _ => [0]);
                break;
            case "unsave":
                Did(step.Product, before => Enumerable.Range(before, UnitsMost));
                break;
            case "clear":
                Goods.Wanted.ToList().ForEach(number => Did(number, _ => [0]));
                break;
            case "merge":
                var guest = people.First(one => one.Who == FormattableString.Invariant($"Guest {step.Quantity}"));
                foreach (var number in Goods.Wanted)
                {
                    Did(number, before => Enumerable.Range(before, UnitsMost));
                    Of(guest, number).Add(new(start, long.MaxValue, Must: false, _ => [0], step.Sentence()));
                }

                break;
        }

        if (done && reply!.Text.StartsWith('{') && act.Path.StartsWith("/api/cart/me", StringComparison.Ordinal))
        {
            Looked(owner, reply.Text, start);
        }
    }

    /// <summary>What an order took out of its cart, and put back where it came to nothing.</summary>
    private static void Taken(CartHistory history, Placement placement, string product)
    {
        if (placement.Promised is not { } promised)
        {
            return;
        }

        var units = JsonNode.Parse(promised)!["items"]!
            .AsArray()
            .Where(item => (string?)item!["product_id"] == product)
            .Sum(item => (int)item!["quantity"]!);
        if (units == 0)
        {
            return;
        }

        history.Add(
            new(
                placement.Start,
                long.MaxValue,
                placement.IsLive,
                before => [Math.Max(0, before - units)],
                $"{placement.Name} takes {units}"
            )
        );
        if (!placement.IsLive)
        {
            history.Add(
                new(
                    placement.Start,
                    long.MaxValue,
                    Must: false,
                    before => Enumerable.Range(before, units + 1),
                    $"{placement.Name} gives {units} back"
                )
            );
        }
    }

    /// <summary>Nothing of an answer may name somebody else.</summary>
    private void Names(Step step, Person person, Reply reply)
    {
        foreach (var other in people.Where(other => other != person && other.SeesOnlyOwn && other.UserId.Length > 0))
        {
            var name = reply.Text.Contains(other.UserId, StringComparison.Ordinal) ? other.UserId : other.Email;
            if (reply.Text.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                Find(Finding.Isolation, $"{step.Sentence()} The answer names {other.Who} ({name}).");
            }
        }
    }
}
