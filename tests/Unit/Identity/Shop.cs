// Identity with a real database, real keys in a folder of their own, and carts that do as they are told.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Identity;

internal sealed class Shop : IAsyncDisposable
{
    public const string Password = "correct horse battery";
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-keys-").FullName;
    private readonly TestDatabase database;

    private Shop(TestDatabase database, TestClock clock)
    {
        this.database = database;
        Clock = clock;
        Seals = new Cursors(new byte[32]);
        Build();
    }

    /// <summary>An owner whose account is of no matter.</summary>
    public static Caller Owner { get; } = new("owner", "session", [Role.Admin]);

    public TestClock Clock { get; }

    public StaffAccounts Staff { get; private set; } = null!;

    public CustomerCare Care { get; private set; } = null!;

    public StubCarts Carts { get; } = new();

    public Cursors Seals { get; }

    public PasswordLane Lane { get; } = new(Limits.PasswordLaneWaitersMax, iterations: 1_000);

    public SigningKeyRing Keys { get; private set; } = null!;

    public RevocationList Revocations { get; private set; } = null!;

    public TokenVerifier Verifier { get; private set; } = null!;

    public AccessTokens Tokens { get; private set; } = null!;

    public Register Register { get; private set; } = null!;

    public SignIn SignIn { get; private set; } = null!;

    public Refresh Refresh { get; private set; } = null!;

    public SignOut SignOut { get; private set; } = null!;

    public Profiles Profiles { get; private set; } = null!;

    public SealedText Sealed { get; } = new(new byte[32]);

    public StartLines Lines { get; private set; } = new();

    public Signal Asked { get; } = new();

    public PasswordLinks Links { get; private set; } = null!;

    public ForgotPassword Forgot { get; private set; } = null!;

    public SendResetLinks Resets { get; private set; } = null!;

    public ResetPassword Reset { get; private set; } = null!;

    public ChangePassword Change { get; private set; } = null!;

    public FirstAdministrator First { get; private set; } = null!;

    public DisableAccount Disable { get; private set; } = null!;

    public AdminAccounts Admins { get; private set; } = null!;

    public IIdentity Contract { get; private set; } = null!;

    /// <summary>What the shop asks of its accounts; holds from the next restart.</summary>
    public IdentitySettings Settings { get; set; } = new();

    public AddressBook Addresses { get; private set; } = null!;

    public SessionList Sessions { get; private set; } = null!;

    public AskEmailChange Emails { get; private set; } = null!;

    public ConfirmEmail Confirm { get; private set; } = null!;

    public AnswerRegistrations Registrations { get; private set; } = null!;

    public SecondFactors Factors { get; private set; } = null!;

    public SecondStep Second { get; private set; } = null!;

    public EraseAccounts Erase { get; private set; } = null!;

    public OwnerProof Proof { get; private set; } = null!;

    public GiveProof Proofs { get; private set; } = null!;

    public Passkeys Passkeys { get; private set; } = null!;

    public PasskeySignIn PasskeySignIn { get; private set; } = null!;

    public IIds Ids => database.Ids;

    public Database Database => database.Database;

    public static async Task<Shop> Open()
    {
        var clock = new TestClock();
        return new Shop(await TestDatabase.Open("identity", typeof(IdentityModule).Assembly, clock), clock);
    }

    /// <summary>What a restart finds: the same folder, nothing in memory, and revocations asked for as the feed does.</summary>
    public async Task Restart()
    {
        await database.Reopen();
        Build();
        Revocations.Add((await Contract.GetRevocations(new GetRevocationsRequest(), default)).Value.Revocations_);
    }

    public async Task<Profile> Someone(string email = "casey@example.com") =>
        (await Register.Do(new RegisterBody(email, Password, "Casey"))).Value;

    public async Task<SignedIn> SignedIn(string email = "casey@example.com")
    {
        await Someone(email);
        return (await SignIn.Do(new SignInBody(email, Password), string.Empty, default)).Value;
    }

    /// <summary>As after the link of a mail.</summary>
    public Task Confirmed(string userId) =>
        Database.Write(async transaction =>
        {
            var account = (await UserStore.ById(transaction, userId))!;
            return await UserStore.SetEmail(transaction, userId, account.Email, Clock.GetUtcNow().ToUnixTimeMilliseconds());
        });

    /// <summary>Somebody who has shown that mails reach him: whoever has not begins no work for the shop.</summary>
    public async Task<Profile> Known(string email = "casey@example.com")
    {
        var user = await Someone(email);
        await Confirmed(user.UserId);
        return user;
    }

    /// <summary>The same, signed in.</summary>
    public async Task<SignedIn> KnownSignedIn(string email = "casey@example.com")
    {
        await Known(email);
        return (await SignIn.Do(new SignInBody(email, Password), string.Empty, default)).Value;
    }

    public TokenVerdict Verify(string accessToken) => Verifier.VerifyToken(accessToken, out _);

    public Caller CallerOf(string accessToken)
    {
        Assert.Equal(TokenVerdict.Valid, Verifier.VerifyToken(accessToken, out var caller));
        return caller!;
    }

    public Task FirstAccounts(bool demo, params (string Key, string Value)[] settings) =>
        new FirstAccounts(
            Database,
            new ConfigurationBuilder()
                .AddInMemoryCollection([
                    new("Demo", demo.ToString()),
                    .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)),
                ])
                .Build(),
            Lane,
            Revocations,
            Links,
            Lines,
            database.Ids,
            Clock
        ).StartAsync(default);

    /// <summary>An account without the cost of a hash.</summary>
    public Task FirstAccount(int number) =>
        Database.Write(transaction =>
            UserStore.Insert(
                transaction,
                new Account(database.Ids.Next(), $"u{number}@example.com", $"User {number}", ["customer"], null, [], "none", 0, 0, false)
            )
        );

    /// <summary>What another process hears of ended tokens, at its next question.</summary>
    public async Task Hear() => Revocations.Add((await Contract.GetRevocations(new GetRevocationsRequest(), default)).Value.Revocations_);

    /// <summary>Asks for a link and lets the loop look; answers the links that mails now carry, oldest first.</summary>
    public async Task<List<string>> AskForLink(string email = "casey@example.com", string network = "198.51.100.7")
    {
        Assert.Null((await Forgot.Do(new ForgotBody(email), network)).Refused);
        await Resets.Round(default);
        return
        [
            .. (await AccountMails())
                .Where(mail => mail.Template == "password_reset")
                .Select(mail => Sealed.Open(mail.Purpose, mail.SealedLink)!),
        ];
    }

    /// <summary>The mails about accounts that were asked for, oldest first.</summary>
    public async Task<List<AccountNotification>> AccountMails() =>
        [
            .. (
                await Database.Read(sql =>
                    sql.Query(
                        "SELECT data FROM outbox WHERE topic = $1 ORDER BY number",
                        row => row.GetString(0),
                        Topics.AccountNotification
                    )
                )
            ).Select(data => System.Text.Json.JsonSerializer.Deserialize<AccountNotification>(data, Event.Json)!),
        ];

    /// <summary>The links of the mails with a wording that were asked for, oldest first.</summary>
    public async Task<List<string>> LinksOf(string template) =>
        [.. (await AccountMails()).Where(mail => mail.Template == template).Select(mail => Sealed.Open(mail.Purpose, mail.SealedLink)!)];

    public static string TokenOf(string link) => link.Split("token=")[1];

    public ValueTask<long> EventsOf(string topic) =>
        Database.Read(sql => sql.Number("SELECT count(*) FROM outbox WHERE topic = $1", topic));

    public async ValueTask DisposeAsync()
    {
        Lane.Dispose();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private void Build()
    {
        Keys = new SigningKeyRing(new KeyFolder(folder));
        Revocations = new RevocationList(Clock);
        Revocations.Heard();
        Verifier = new TokenVerifier(Keys, Revocations, new TokenRules(), Clock);
        Tokens = new AccessTokens(Keys, new TokenRules(), database.Ids, Clock);
        Register = new Register(Database, Lane, Settings, Asked, database.Ids, Clock);
        SignIn = new SignIn(Database, Lane, Tokens, Verifier, Seals, Carts, Settings, database.Ids, Clock, NullLogger<SignIn>.Instance);
        Refresh = new Refresh(Database, Tokens, Revocations, Settings, database.Ids, Clock);
        SignOut = new SignOut(Database, Revocations, Clock);
        Profiles = new Profiles(Database, Revocations, database.Ids, Clock);
        Links = new PasswordLinks("https://shop.example.com", Sealed, database.Ids);
        Forgot = new ForgotPassword(Database, Asked, database.Ids, Clock);
        Proof = new OwnerProof(Database, Lane, Sealed, Clock);
        var emails = new EmailLinks("https://shop.example.com", Links, database.Ids);
        Registrations = new AnswerRegistrations(Database, emails, Clock);
        Resets = new SendResetLinks(Database, Asked, Links, Registrations, Clock, NullLogger<SendResetLinks>.Instance);
        Emails = new AskEmailChange(Database, Proof, emails, Clock);
        Confirm = new ConfirmEmail(Database, Lane, Links, Revocations, database.Ids, Clock);
        Addresses = new AddressBook(Database, database.Ids, Clock);
        Sessions = new SessionList(Database, Revocations, Clock);
        Factors = new SecondFactors(Database, Proof, Links, Sealed, Settings, database.Ids, Clock, "shop.example.com");
        Second = new SecondStep(Database, Factors, SignIn, Clock);
        BuildPasskeys();
        Reset = new ResetPassword(Database, Lane, Links, Revocations, database.Ids, Clock);
        Change = new ChangePassword(Database, Proof, Lane, Links, Revocations, database.Ids, Clock);
        First = new FirstAdministrator(Database, Lane, database.Ids, Clock);
        Disable = new DisableAccount(Database, Revocations, Clock);
        Staff = new StaffAccounts(Database, Links, Revocations, database.Ids, Clock);
        Care = new CustomerCare(Database, Links, Revocations, database.Ids, Clock);
        Admins = new AdminAccounts(Database, "https://shop.example.com", Sealed, database.Ids, Clock);
        Lines = new StartLines();
        Erase = new EraseAccounts(Database, Revocations, Clock);
        Contract = new IdentityContract(Database, Keys, Revocations, Erase, Clock);
    }

    private void BuildPasskeys()
    {
        var ceremony = new PasskeyCeremony("https://shop.example.com");
        var challenges = new PasskeyChallenges(Database, database.Ids, Clock);
        var check = new PasskeyCheck(Database, ceremony, challenges, Links, Clock, NullLogger<PasskeyCheck>.Instance);
        Proofs = new GiveProof(Database, Proof, ceremony, challenges, check, Sealed, Clock);
        Passkeys = new Passkeys(Database, ceremony, challenges, Proof, Factors, Links, Revocations, database.Ids, Clock);
        PasskeySignIn = new PasskeySignIn(Database, ceremony, challenges, check, Passkeys, Second, SignIn);
    }
}

internal sealed class StubCarts : ICarts
{
    public List<MergeRequest> Merges { get; } = [];

    public Func<Task<Outcome<MergeReply>>> Answer { get; set; } =
        () =>
            Task.FromResult<Outcome<MergeReply>>(
                new MergeReply
                {
                    Lines =
                    {
                        new MergedLine
                        {
                            ProductId = "1",
                            GuestQuantity = 2,
                            UserQuantity = 1,
                            Quantity = 3,
                            Fate = "summed",
                        },
                    },
                }
            );

    public async ValueTask<Outcome<MergeReply>> Merge(MergeRequest request, CancellationToken cancel)
    {
        Merges.Add(request);
        return await Answer();
    }

    public ValueTask<Outcome<Cart>> GetCart(GetCartRequest request, CancellationToken cancel) => throw new InvalidOperationException();

    public ValueTask<Outcome<TakeForCheckoutReply>> TakeForCheckout(TakeForCheckoutRequest request, CancellationToken cancel) =>
        throw new InvalidOperationException();

    public ValueTask<Outcome<RestoreReply>> Restore(RestoreRequest request, CancellationToken cancel) =>
        throw new InvalidOperationException();
}
