// POST /api/auth/register: a new account.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Email">Where the shop writes to, and the name to sign in with.</param>
/// <param name="Password">10 to 256 characters.</param>
/// <param name="Name">How the shop addresses the shopper.</param>
/// <param name="Address">The address of record.</param>
internal sealed record RegisterBody(string Email, string Password, string Name, PostalAddress? Address = null);

internal sealed class Register([FromKeyedServices("identity")] Database database, PasswordLane lane, IIds ids, TimeProvider clock)
{
    // Without a mail to confirm an address, 201 must mean that the account is there; so a taken address cannot be answered with 201 too.
    // What remains is the rate limit of this route and the hash that is paid before the look, so that guessing is slow and untimed.
    internal static readonly Refusal Taken = Refusal.Conflict(
        "email_taken",
        "There is an account with this e-mail address. Sign in, or use another address."
    );

    /// <param name="body">The account.</param>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<Profile>> Do(RegisterBody body, string network = "")
    {
        if (Refused(body) is { } refused)
        {
            return refused;
        }

        if (!(await lane.Hash(body.Password, ids.Secret(16), LanePlace.Open(network))).Is(out var kept, out var busy))
        {
            return busy;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var account = new Account(
            ids.Next(),
            Account.Normalise(body.Email),
            body.Name.Trim(),
            ["customer"],
            null,
            body.Address is null ? [] : [body.Address],
            kept,
            now,
            0,
            false
        );
        return await database.Write<Outcome<Profile>>(async transaction =>
        {
            if (!await UserStore.Insert(transaction, account))
            {
                return Taken;
            }

            await transaction.Publish(
                Topics.UserRegistered,
                account.UserId,
                new UserFacts(account.UserId, account.Email, account.Name, null, now)
            );
            return account.ToProfile();
        });
    }

    internal static Refusal? Refused(RegisterBody body) => Checked(body).Refused;

    internal static Check Checked(RegisterBody body) =>
        new Check()
            .Email("email", body.Email.Trim())
            .NewPassword("password", body.Password, body.Email)
            .Text("name", body.Name)
            .Address("address", body.Address);
}
