// What Identity has in a person's file: the account as its owner sees it, and its sessions.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <inheritdoc/>
internal sealed class PersonAccounts([FromKeyedServices("identity")] Database database) : IPersonRecords
{
    private readonly PersonTables tables = new("identity", database, PersonSql.Tables);

    /// <inheritdoc/>
    public string Module => tables.Module;

    /// <inheritdoc/>
    public async ValueTask<Outcome<PersonRecordsReply>> GetRecords(PersonRecordsRequest request, CancellationToken cancel)
    {
        // Who erased an account is staff's, so that an erased one is told as its owner would see it: empty.
        var accounts = new Dictionary<string, Account>(StringComparer.Ordinal);
        if (request.Email.Length > 0 && await database.Read(sql => UserStore.ByEmail(sql, request.Email)) is { } named)
        {
            accounts[named.UserId] = named;
        }

        foreach (var userId in request.UserIds.Take(Limits.ContractIdsMax))
        {
            if (!Guests.IsGuest(userId) && await database.Read(sql => UserStore.ById(sql, userId)) is { } account)
            {
                accounts[userId] = account;
            }
        }

        // As with an erasure: what an owner's file says of devices and networks is not for everybody who may answer a customer.
        if (
            request.By.Length > 0
            && await database.Read(sql => UserStore.ById(sql, request.By)) is { } reader
            && accounts
                .Values.Where(account => account.WorksHere && account.UserId != reader.UserId)
                .Select(account =>
                    reader.Disabled
                        ? StaffRules.Touches(default, owner: false, account)
                        : StaffRules.Touches(reader.May, reader.IsOwner, account)
                )
                .FirstOrDefault(no => no is not null)
                is { } beyond
        )
        {
            return beyond;
        }

        var asked = request.Clone();
        asked.UserIds.Clear();
        asked.UserIds.AddRange(accounts.Keys);
        if (!(await tables.GetRecords(asked, cancel)).Is(out var reply, out var refused))
        {
            return refused;
        }

        reply.UserIds.AddRange(accounts.Keys);
        if (request.After.Length == 0)
        {
            foreach (var account in accounts.Values.Reverse())
            {
                reply.Records.Insert(
                    0,
                    new PersonRecord { Kind = "account", Json = JsonSerializer.Serialize(account.ToProfile(), Json.Options) }
                );
            }
        }

        return reply;
    }
}
