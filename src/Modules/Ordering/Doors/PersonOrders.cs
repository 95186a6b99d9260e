// What Ordering has in a person's file: every order whole, with its timeline, papers, returns, refunds, withdrawals and what was agreed to.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <inheritdoc/>
internal sealed class PersonOrders([FromKeyedServices("ordering")] Database database, OrderStore store) : IPersonRecords
{
    /// <summary>What an order is called in the file.</summary>
    internal const string Kind = "order";

    /// <summary>What a version of a vendor's details is called in the file.</summary>
    internal const string TraderKind = "trader_details";

    /// <summary>What an application to sell here is called in the file.</summary>
    internal const string ApplicationKind = "seller_application";

    /// <summary>Versions of vendors' details that one person wrote.</summary>
    private const int TradersMax = 200;

    private const int OrdersMax = 20;
    private const int EntriesAtOnce = 200;
    private const string Guest = "guest-";

    /// <inheritdoc/>
    public string Module => "ordering";

    /// <inheritdoc/>
    public async ValueTask<Outcome<PersonRecordsReply>> GetRecords(PersonRecordsRequest request, CancellationToken cancel)
    {
        if (request.UserIds.Count > Limits.ContractIdsMax)
        {
            return PersonTables.Invalid;
        }

        var reply = new PersonRecordsReply();
        var bytes = 0;
        if (request.After.Length == 0 && request.UserIds.Count > 0)
        {
            // What somebody wrote of the business that sells here, before the orders, on the first page alone.
            foreach (var (vendorId, change) in await database.Read(sql => TraderStore.By(sql, [.. request.UserIds], TradersMax)))
            {
                reply.Records.Add(
                    new PersonRecord
                    {
                        Kind = TraderKind,
                        Json = JsonSerializer.Serialize(new { VendorId = vendorId, Change = TraderChangeBody.Of(change) }, Json.Options),
                    }
                );
            }
        }

        foreach (var userId in request.After.Length == 0 ? request.UserIds : [])
        {
            if (await database.Read(sql => ApplicationSql.OfUser(sql, userId)) is { } sent)
            {
                reply.Records.Add(
                    new PersonRecord
                    {
                        Kind = ApplicationKind,
                        Json = JsonSerializer.Serialize(ApplicationBody.Of(sent, staff: false), Json.Options),
                    }
                );
            }
        }

        var traders = reply.Records.Count;
        foreach (var orderId in await After(request))
        {
            cancel.ThrowIfCancellationRequested();
            if (reply.Records.Count - traders >= OrdersMax || bytes >= Limits.PersonRecordsBytesMax)
            {
                reply.Next = reply.OrderIds[^1];
                break;
            }

            if (await store.Get(orderId) is not { } order)
            {
                continue;
            }

            var told = JsonSerializer.Serialize(await Whole(order), Json.Options);
            bytes += told.Length;
            reply.Records.Add(new PersonRecord { Kind = Kind, Json = told });
            reply.OrderIds.Add(orderId);

            // Of an account that ordered with this address nothing but the order: it may be somebody else's.
            if (
                request.Email.Length > 0
                && order.UserId.StartsWith(Guest, StringComparison.Ordinal)
                && !reply.UserIds.Contains(order.UserId)
            )
            {
                reply.UserIds.Add(order.UserId);
            }
        }

        return reply;
    }

    private async Task<List<string>> After(PersonRecordsRequest request)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var userId in request.UserIds)
        {
            ids.UnionWith(await database.Read(sql => EraseSql.OfUser(sql, userId, request.After, OrdersMax + 1)));
        }

        if (request.Email.Length > 0)
        {
            ids.UnionWith(await database.Read(sql => EraseSql.OfEmail(sql, request.Email, request.After, OrdersMax + 1)));
        }

        return [.. ids.Take(OrdersMax + 1)];
    }

    private async Task<object> Whole(Order order)
    {
        var entries = new List<Entry>();
        for (var more = true; more; )
        {
            var some = await store.Timeline(order.Id, entries.Count == 0 ? 0 : entries[^1].Sequence, EntriesAtOnce);
            entries.AddRange(some);
            more = some.Count == EntriesAtOnce;
        }

        return new
        {
            Order = OrderBody.Of(order, admin: false),
            Timeline = entries.ConvertAll(entry => EntryBody.Of(entry, admin: false)),
            Papers = (await database.Read(sql => PaperSql.Of(sql, [order.Id]))).ConvertAll(paper => PaperBody.Of(paper)),
            Notes = (await database.Read(sql => OrderNoteSql.Page(sql, order.Id, null, Limits.OrderNotesMax))).ConvertAll(note => new
            {
                note.Text,
                WrittenAt = OrderBody.Time(note.WrittenMs),
            }),
            Withdrawals = (order.AfterSaleSoFar.Withdrawals ?? []).Select(one => WithdrawalBody.Of(order, one)),
        };
    }
}
