// What Notifications has in a person's file: every mail as the mailbox shows it, and that reminders were stopped.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Notifications;

/// <inheritdoc/>
/// <remarks>
/// An address may be somebody else's by now: mails that were sent to it are told only where the address itself was asked for.
/// </remarks>
internal sealed class PersonMails([FromKeyedServices("notifications")] Database database, MailLinks links, ReminderStop stops)
    : IPersonRecords
{
    private const int MailsMax = 50;

    /// <inheritdoc/>
    public string Module => "notifications";

    /// <inheritdoc/>
    public async ValueTask<Outcome<PersonRecordsReply>> GetRecords(PersonRecordsRequest request, CancellationToken cancel)
    {
        if (request.UserIds.Count > Limits.ContractIdsMax)
        {
            return PersonTables.Invalid;
        }

        var reply = new PersonRecordsReply();
        if (request.UserIds.Count == 0 && request.Email.Length == 0)
        {
            return reply;
        }

        if (request.After.Length == 0 && request.Email.Length > 0)
        {
            reply.Records.AddRange(await Stopped(request.Email));
        }

        var mails = await database.Read(sql => MailStore.OfPerson(sql, [.. request.UserIds], request.Email, request.After, MailsMax));
        var bytes = 0;
        foreach (var mail in mails)
        {
            var shown = JsonSerializer.Serialize(MailBody.Of(mail, links.Shown(mail)) with { Html = string.Empty }, Json.Options);
            reply.Records.Add(new PersonRecord { Kind = "mail", Json = shown });
            bytes += shown.Length;
            if (bytes >= Limits.PersonRecordsBytesMax || reply.Records.Count >= MailsMax)
            {
                reply.Next = mail.Row.MailId;
                break;
            }
        }

        return reply;
    }

    private async Task<IReadOnlyList<PersonRecord>> Stopped(string email) =>
        await database.Read(sql => MailStore.IsStopped(sql, stops.NameOf(email)))
            ? [new PersonRecord { Kind = "reminders_stopped", Json = JsonSerializer.Serialize(new { email }, Json.Options) }]
            : [];
}
