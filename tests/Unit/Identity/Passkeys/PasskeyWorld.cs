// A shop with somebody who has a passkey.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

/// <summary>The steps that tests of passkeys share.</summary>
public abstract class PasskeyWorld : IAsyncLifetime
{
    private protected const string Network = "198.51.100.7";
    private protected const string Email = "casey@example.com";
    private readonly List<SoftAuthenticator> made = [];

    private protected Shop Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Shop = await Shop.Open();

    public async ValueTask DisposeAsync()
    {
        made.ForEach(one => one.Dispose());
        await Shop.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected SoftAuthenticator Authenticator(bool counts = true)
    {
        var one = new SoftAuthenticator(counts);
        made.Add(one);
        return one;
    }

    /// <summary>An account with a session, and a passkey of it.</summary>
    private protected async Task<(Caller Caller, SoftAuthenticator Key, AddedPasskey Added)> Someone(
        string email = Email,
        bool counts = true
    )
    {
        var caller = Shop.CallerOf((await Shop.SignedIn(email)).AccessToken);
        var key = Authenticator(counts);
        return (caller, key, (await Add(caller, key)).Value);
    }

    private protected async Task<Outcome<AddedPasskey>> Add(Caller caller, SoftAuthenticator key, Lie? lie = null, string? name = null) =>
        await Shop.Passkeys.Add(caller, new(key.Create(await Ask(caller), lie), name), "curl/8.0");

    private protected async Task<PasskeyAsk> Ask(Caller caller) => (await Shop.Passkeys.Begin(caller, new(Shop.Password), Network)).Value;

    private protected async Task<Outcome<SignedIn>> In(SoftAuthenticator key, Lie? lie = null) =>
        await Send(key.Get((await Shop.PasskeySignIn.Begin()).Value, lie));

    private protected Task<Outcome<SignedIn>> Send(JsonElement credential) =>
        Shop.PasskeySignIn.Do(new(credential), Network, "curl/8.0", default);

    private protected Task<Outcome<SignedIn>> Password(string password = Shop.Password, string email = Email) =>
        Shop.SignIn.Do(new SignInBody(email, password), Network, default);

    /// <summary>The challenge that the right password is answered with.</summary>
    private protected async Task<string> Challenge(string email = Email) =>
        (await Password(email: email)).Refused!.Facts!["challenge"]!.GetValue<string>();

    private protected async Task<Outcome<SignedIn>> Step(string challenge, SoftAuthenticator key) =>
        await Shop.PasskeySignIn.Step(
            new(challenge, key.Get((await Shop.PasskeySignIn.BeginStep(new(challenge))).Value)),
            Network,
            string.Empty,
            default
        );

    private protected async Task<IEnumerable<string>> Mails() => (await Shop.AccountMails()).Select(mail => mail.Template);

    private protected string CodeOf(string secret) =>
        Totp.Code(Totp.FromBase32(secret), Totp.StepOf(Shop.Clock.GetUtcNow().ToUnixTimeMilliseconds()));

    private protected ValueTask<long> Rows(string table) => Shop.Database.Read(sql => sql.Number($"SELECT count(*) FROM {table}"));
}
