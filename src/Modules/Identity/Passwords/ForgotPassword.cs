// POST /api/auth/password/forgot: takes the wish down, alike for everybody, and answers. Who has an account is looked up afterwards.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Email">The account's.</param>
internal sealed record ForgotBody(string Email);

/// <param name="Detail">What happens now.</param>
internal sealed record ForgotReply(string Detail);

internal sealed class ForgotPassword(
    [FromKeyedServices("identity")] Database database,
    [FromKeyedServices(IdentityModule.ResetsAsked)] Signal asked,
    IIds ids,
    TimeProvider clock
)
{
    private static readonly ForgotReply Reply = new(
        "If there is an account with this address, a mail with a link is on its way. The link is good once and for an hour."
    );

    /// <summary>One insert, whoever it is for. Refused only for what is no address.</summary>
    /// <param name="body">Whose password is forgotten.</param>
    /// <param name="network">Where the question comes from.</param>
    public async Task<Outcome<ForgotReply>> Do(ForgotBody body, string network)
    {
        var email = body.Email.Trim();
        if (new Check().Email("email", email).Refused is { } refused)
        {
            return refused;
        }

        return await database.Write(async transaction =>
        {
            await RecoveryStore.Ask(transaction, ids.Next(), email, network, clock.GetUtcNow().ToUnixTimeMilliseconds());
            transaction.OnCommitted(asked.Raise);
            return Reply;
        });
    }
}
