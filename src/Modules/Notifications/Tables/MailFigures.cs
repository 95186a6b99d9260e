// Mail that waits to be sent, and mail that was given up.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Notifications;

/// <summary>The backlog of the mailbox.</summary>
public sealed class MailFigures([FromKeyedServices("notifications")] Database database, TimeProvider clock) : IBacklog
{
    private static readonly BacklogGauge Mails = new(
        "cartwright.mail.unsent",
        "{mail}",
        "Mails that wait to be sent or were given up; 10,000 means as many or more.",
        "state"
    );

    private static readonly BacklogGauge Late = new(
        "cartwright.mail.late",
        "s",
        "How long the mail that is due for longest has been due.",
        "state"
    );

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BacklogFigure>> Look(CancellationToken cancel) =>
        await database.Read(async sql =>
        {
            const string Waiting = "status IN ('queued', 'sending')";
            var due = await MailStore.NextDue(sql);
            var late = due == 0 ? 0 : Math.Max(0, clock.GetUtcNow().ToUnixTimeMilliseconds() - due) / 1000.0;
            return (IReadOnlyList<BacklogFigure>)
                [
                    new(
                        Mails,
                        "waiting",
                        await sql.Number($"SELECT COUNT(*) FROM (SELECT 1 FROM mail WHERE {Waiting} LIMIT {Limits.BacklogCountedMax}) c")
                    ),
                    new(
                        Mails,
                        "failed",
                        await sql.Number(
                            $"SELECT COUNT(*) FROM (SELECT 1 FROM mail WHERE status = 'failed' LIMIT {Limits.BacklogCountedMax}) c"
                        )
                    ),
                    new(Late, "waiting", late),
                ];
        });
}
