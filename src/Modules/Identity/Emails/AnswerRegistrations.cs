// Works off registrations beside the answers, where addresses have to be confirmed: a link for whoever is new, a word for whoever has an
// account.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <summary>What it does for an address must not be seen in the time of any answer.</summary>
internal sealed class AnswerRegistrations([FromKeyedServices("identity")] Database database, EmailLinks links, TimeProvider clock)
{
    private const int BatchMax = 100;

    /// <summary>Works off a batch; answers whether there may be more.</summary>
    public async Task<bool> Round(CancellationToken stop)
    {
        var waiting = await database.Read(sql => EmailStore.Waiting(sql, BatchMax));
        foreach (var registration in waiting)
        {
            await database.Write(transaction => Answer(transaction, registration), stop);
        }

        return waiting.Count == BatchMax;
    }

    private async ValueTask<bool> Answer(Transaction transaction, Registration registration)
    {
        // Beyond the bounds nothing happens and nobody is told, as with links that set a password.
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var account = await UserStore.ByEmail(transaction, registration.Email);
        var mailbox = "forgot:mailbox:" + (account?.UserId ?? Account.Normalise(registration.Email));
        var within =
            await EmailLinks.Counts(transaction, "register:network:" + registration.Network, SendResetLinks.NetworkRequestsMax, now)
            & await EmailLinks.Counts(transaction, mailbox, EmailLinks.MailboxMax, now);
        if (account is null && within)
        {
            return await links.Verify(transaction, registration, now);
        }

        if (!await EmailStore.Take(transaction, registration.UserId) || !within || account is not { Disabled: false })
        {
            return false;
        }

        await links.TellExists(transaction, account, now);
        return true;
    }
}
