// A person's file: asks every module what it keeps of somebody, and writes it page by page as JSON, so that no size of it has to fit into
// memory.
using System.Text.Encodings.Web;
using System.Text.Json;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>Makes persons' files.</summary>
/// <param name="modules">Every module of the shop, here and elsewhere.</param>
/// <param name="clock">For the moment at which the file was made.</param>
public sealed class PersonExport(IEnumerable<IPersonRecords> modules, TimeProvider clock)
{
    private const string Accounts = "identity";
    private const string Orders = "ordering";

    // How many orders are asked about at once.
    private const int OrdersAtOnce = 100;

    private static readonly JsonWriterOptions Text = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, IPersonRecords> modules = modules.ToDictionary(one => one.Module, StringComparer.Ordinal);

    /// <summary>
    /// The file of a user, or of an address with the account that has it and the guests who ordered with it. Every module has answered once
    /// before: one that is away is refused here, not in the middle of a file. Refused with <c>person_not_found</c> where neither an account
    /// nor an order is theirs.
    /// </summary>
    /// <param name="userId">A user's id, or null.</param>
    /// <param name="email">An address, or null; exactly one of the two.</param>
    /// <param name="by">Who of staff asks; null: the person.</param>
    public async Task<Outcome<PersonFile>> Of(string? userId, string? email, CancellationToken cancel, string? by = null)
    {
        var whom = new PersonRecordsRequest { Email = email ?? string.Empty, By = by ?? string.Empty };
        if (userId is not null)
        {
            whom.UserIds.Add(userId);
        }

        var isSomebody = false;
        foreach (var (name, module) in modules.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var ask = name is Accounts or Orders ? whom.Clone() : new PersonRecordsRequest();
            ask.Module = name;
            if (!(await module.GetRecords(ask, cancel)).Is(out var reply, out var refused))
            {
                return refused;
            }

            isSomebody |= reply.Records.Count > 0;
        }

        return isSomebody
            ? new PersonFile(output => Write(whom, output, cancel), clock.GetUtcNow())
            : Refusal.NotFound("person_not_found", "The shop has neither an account nor an order of this person.");
    }

    private async Task Write(PersonRecordsRequest whom, Stream output, CancellationToken cancel)
    {
        await using var json = new Utf8JsonWriter(output, Text);
        json.WriteStartObject();
        json.WriteString("made_at", clock.GetUtcNow().UtcDateTime);
        json.WriteString(
            "about",
            "All that the shop keeps of a person, by module. Amounts named _minor are in the smallest unit of their currency; times are UTC."
        );
        json.WriteStartObject("records");

        // Whose orders they are says the account, and of what else is asked say the orders.
        var users = new SortedSet<string>(whom.UserIds, StringComparer.Ordinal);
        var orders = new SortedSet<string>(StringComparer.Ordinal);
        await Module(json, Accounts, [Named(whom, users)], users, orders, cancel);
        await Module(json, Orders, [Named(whom, users)], users, orders, cancel);
        var byOrder = orders
            .Chunk(OrdersAtOnce)
            .Select(some =>
            {
                var ask = new PersonRecordsRequest();
                ask.OrderIds.AddRange(some);
                return ask;
            })
            .ToList();
        foreach (var name in modules.Keys.Where(name => name is not (Accounts or Orders)).Order(StringComparer.Ordinal))
        {
            await Module(json, name, [.. Users(whom, users), .. byOrder], [], [], cancel);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(cancel);
    }

    private async Task Module(
        Utf8JsonWriter json,
        string name,
        IReadOnlyList<PersonRecordsRequest> asks,
        SortedSet<string> users,
        SortedSet<string> orders,
        CancellationToken cancel
    )
    {
        json.WriteStartArray(name);
        foreach (var ask in asks)
        {
            ask.Module = name;
            do
            {
                if (!(await modules[name].GetRecords(ask, cancel)).Is(out var reply, out var refused))
                {
                    throw new PersonFileBroken($"{name} cannot be asked any more: {refused.Code}: {refused.Detail}");
                }

                foreach (var record in reply.Records)
                {
                    using var data = JsonDocument.Parse(record.Json);
                    json.WriteStartObject();
                    json.WriteString("kind", record.Kind);
                    json.WritePropertyName("data");
                    data.WriteTo(json);
                    json.WriteEndObject();
                }

                users.UnionWith(reply.UserIds);
                orders.UnionWith(reply.OrderIds);
                ask.After = reply.Next;
                await json.FlushAsync(cancel);
            } while (ask.After.Length > 0);
        }

        json.WriteEndArray();
    }

    private static PersonRecordsRequest Named(PersonRecordsRequest whom, IEnumerable<string> users)
    {
        var ask = new PersonRecordsRequest { Email = whom.Email };
        ask.UserIds.AddRange(users);
        return ask;
    }

    /// <summary>Of somebody who has ordered as many guests the ids do not fit into one question.</summary>
    private static IEnumerable<PersonRecordsRequest> Users(PersonRecordsRequest whom, IEnumerable<string> users) =>
        users.Chunk(OrdersAtOnce).DefaultIfEmpty([]).Select((some, i) => Named(i == 0 ? whom : new PersonRecordsRequest(), some));
}
