// The front door of Identity: what it registers, what it listens to, which routes it has.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <inheritdoc/>
public sealed class IdentityModule : IModule
{
    /// <summary>The key of the signal that somebody asked for a link.</summary>
    internal const string ResetsAsked = "identity-resets";

    /// <inheritdoc/>
    public string Name => "identity";

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys => ["Identity:AdminEmail", "Identity:AdminPassword", .. IdentitySettings.Keys];

    /// <inheritdoc/>
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        // Read now, so that a password that makes no account is refused before anything is open.
        FirstAccounts.Wanted(configuration);
        var settings = IdentitySettings.Read(configuration);
        var url = ShopUrl.Of(configuration);
        services.AddModuleDatabase(Name, typeof(IdentityModule).Assembly, RetentionSql.Tables, configuration);
        services.AddSingleton<IPersonRecords, PersonAccounts>();
        services.AddSingleton(_ => new SigningKeyRing(KeyFolder.Of(configuration)));
        services.AddSingleton<ISigningKeys>(provider => provider.GetRequiredService<SigningKeyRing>());
        services.AddSingleton<IIdentity, IdentityContract>();
        services.AddSingleton<PasswordLane>();
        services.AddSingleton<AccessTokens>();
        services.AddKeyedSingleton(ResetsAsked, new Signal());
        services.AddSingleton(all => new PasswordLinks(url, all.GetRequiredService<SealedText>(), all.GetRequiredService<IIds>()));
        services.AddSingleton<IFarewell>(all => all.GetRequiredService<PasswordLinks>());
        services.AddSingleton(settings);
        services.AddSingleton(all => new EmailLinks(url, all.GetRequiredService<PasswordLinks>(), all.GetRequiredService<IIds>()));
        services.AddSingleton(all => new SecondFactors(
            all.GetRequiredKeyedService<Database>(Name),
            all.GetRequiredService<OwnerProof>(),
            all.GetRequiredService<PasswordLinks>(),
            all.GetRequiredService<SealedText>(),
            settings,
            all.GetRequiredService<IIds>(),
            all.GetRequiredService<TimeProvider>(),
            new Uri(url).Host
        ));
        services.AddSingleton(new PasskeyCeremony(url));
        services.AddSingleton<PasskeyChallenges>();
        services.AddSingleton<PasskeyCheck>();
        services.AddSingleton<Passkeys>();
        services.AddSingleton<PasskeySignIn>();
        services.AddSingleton<OwnerProof>();
        services.AddSingleton<GiveProof>();
        services.AddSingleton<SecondStep>();
        services.AddSingleton<AskEmailChange>();
        services.AddSingleton<ConfirmEmail>();
        services.AddSingleton<AnswerRegistrations>();
        services.AddSingleton<AddressBook>();
        services.AddSingleton<SessionList>();
        services.AddSingleton<EraseMyself>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<TellVendors>();
        services.AddSingleton<HearApplications>();
        services.AddSingleton<ForgotPassword>();
        services.AddSingleton<ResetPassword>();
        services.AddSingleton<FirstAdministrator>();
        services.AddSingleton<DisableAccount>();
        services.AddSingleton<StaffAccounts>();
        services.AddSingleton<CustomerCare>();
        services.AddSingleton<EraseAccounts>();
        services.AddSingleton<Register>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<Refresh>();
        services.AddSingleton<SignOut>();
        services.AddSingleton<Profiles>();
        services.AddHostedService<FirstAccounts>();
        if (configuration.Switch("Demo"))
        {
            services.AddSingleton(all => new DemoPeople(
                all.GetRequiredKeyedService<Database>(Name),
                all.GetRequiredService<AccessTokens>(),
                all.GetRequiredService<TimeProvider>()
            ));
        }

        services.AddHostedService<SendResetLinks>();
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        var erase = services.GetRequiredService<EraseAccounts>();
        var tell = services.GetRequiredService<TellVendors>();
        var hear = services.GetRequiredService<HearApplications>();
        subscriptions
            .On<OrderErasure>(Topics.OrderErased, (tx, erased, _) => erase.EraseGuest(tx, erased))
            .On<VendorAccountFacts>(Topics.VendorAccountChanged, (tx, facts, e) => tell.Tell(tx, facts, e))
            .On<VendorApplicationFacts>(Topics.VendorApplication, (tx, facts, e) => hear.Hear(tx, facts, e));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => IdentityRoutes.Map(routes);
}
