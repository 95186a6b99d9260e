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

/// <param name="Detail">What happens now.</param>
/// <param name="BrowserToken">
/// For the browser that registers to keep, and to send with the link of the mail: it shows that whoever opens the mail is who chose the
/// password. Made anew for each answer.
/// </param>
internal sealed record RegisterReply(string Detail, string BrowserToken);

internal sealed class Register(
    [FromKeyedServices("identity")] Database database,
    PasswordLane lane,
    IdentitySettings settings,
    [FromKeyedServices(IdentityModule.ResetsAsked)] Signal asked,
    IIds ids,
    TimeProvider clock
)
{
    internal const string Detail = "A mail is on its way to the address. The link in it makes the account; it is good once and for a day.";

    /// <summary>Whether an account is made by the link of a mail alone (<see cref="Ask"/>).</summary>
    public bool AsksByMail => settings.Verification;

    // Without a mail to confirm an address, 201 must mean that the account is there; so a taken address cannot be answered with 201 too.
    // What remains is the rate limit of this route and the hash that is paid before the look, so that guessing is slow and untimed.
    internal static readonly Refusal Taken = Refusal.Conflict(
        "email_taken",
        "There is an account with this e-mail address. Sign in, or use another address."
    );

    /// <param name="body">The account.</param>
    /// <param name="network">Where the request comes from.</param>
    /// <param name="language">The one that the request asks for; null for the shop's.</param>
    public async Task<Outcome<Profile>> Do(RegisterBody body, string network = "", string? language = null)
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
            false,
            Language: language
        );
        return await database.Write<Outcome<Profile>>(async transaction =>
        {
            // An address that its owner may still get back by the link that stops a change is nobody else's meanwhile.
            if (await EmailStore.IsKept(transaction, account.Email, now) || !await UserStore.Insert(transaction, account))
            {
                return Taken;
            }

            await transaction.Publish(
                Topics.UserRegistered,
                account.UserId,
                new UserFacts(account.UserId, account.Email, account.Name, null, now, Language: language)
            );
            return account.ToProfile();
        });
    }

    /// <summary>
    /// Takes the registration down: one hash, one insert and one answer whether there is an account or not. What differs is done
    /// afterwards (<see cref="AnswerRegistrations"/>).
    /// </summary>
    /// <param name="body">The account.</param>
    /// <param name="network">Where the request comes from.</param>
    /// <param name="language">The one that the request asks for; null for the shop's.</param>
    public async Task<Outcome<RegisterReply>> Ask(RegisterBody body, string network, string? language = null)
    {
        if (Refused(body) is { } refused)
        {
            return refused;
        }

        if (!(await lane.Hash(body.Password, ids.Secret(16), LanePlace.Open(network))).Is(out var kept, out var busy))
        {
            return busy;
        }

        var browserToken = ids.Secret();
        var registration = new Registration(
            ids.Next(),
            Account.Normalise(body.Email),
            body.Name.Trim(),
            kept,
            body.Address is null ? [] : [body.Address],
            network,
            EmailStore.Hash(browserToken),
            language
        );
        var expires = clock.GetUtcNow().Add(Limits.EmailLinkLife).ToUnixTimeMilliseconds();
        return await database.Write(async transaction =>
        {
            await EmailStore.Register(transaction, registration, expires);
            transaction.OnCommitted(asked.Raise);
            return new RegisterReply(Detail, browserToken);
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
