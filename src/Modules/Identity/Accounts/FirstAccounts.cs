// The accounts that are there before anyone registers: the demo's, only in demo mode, and the shop's first admin.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Identity;

/// <summary>
/// A shop with neither prints a link for the first admin. Keys: <c>Demo</c>; <c>Identity:AdminEmail</c> and <c>Identity:AdminPassword</c>
/// make the first admin of a shop that has none.
/// </summary>
internal sealed class FirstAccounts(
    [FromKeyedServices("identity")] Database database,
    IConfiguration configuration,
    PasswordLane lane,
    RevocationList revocations,
    PasswordLinks links,
    StartLines lines,
    IIds ids,
    TimeProvider clock
) : IHostedService
{
    // The hash of 'Passw0rd!demo', worked out beforehand: everybody knows the password, and three hashes would double the start-up.
    internal const string DemoPassword = "pbkdf2-sha512$210000$Y2FydHdyaWdodC0tZGVtbw$-8MzqYhWVbxJFEY4gQ6HU-E-mj4dkuMYP3al0BDLLko";

    // Few enough for one transaction beside others'.
    private const int FilledAtOnce = 500;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (await database.Write(transaction => UserStore.FillMailboxes(transaction, FilledAtOnce), cancellationToken) == FilledAtOnce)
        { }

        while (await database.Write(transaction => UserStore.FillFoldedNames(transaction, FilledAtOnce), cancellationToken) == FilledAtOnce)
        { }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var demo = configuration.Switch("Demo");
        var first = await FirstAdmin(now);
        var link = await database.Write(
            async transaction =>
            {
                foreach (var account in demo ? DemoAccounts(now) : [])
                {
                    if (await UserStore.Insert(transaction, account, demo: true))
                    {
                        await transaction.Publish(
                            Topics.UserRegistered,
                            account.UserId,
                            new UserFacts(account.UserId, account.Email, account.Name, null, now)
                        );
                    }
                }

                foreach (var userId in await UserStore.SetDemoDisabled(transaction, !demo))
                {
                    await SessionStore.EndAllSessions(transaction, revocations, userId, now);
                }

                if (first is not null && await UserStore.OtherAdmins(transaction, string.Empty) == 0)
                {
                    await UserStore.Insert(transaction, first);
                }

                return await UserStore.OtherAdmins(transaction, string.Empty) == 0 ? await links.MakeFirst(transaction, now) : null;
            },
            cancellationToken
        );
        if (link is not null)
        {
            var told = configuration["Shop:Url"] is { Length: > 0 } ? ShopUrl.Of(configuration) : null;
            lines.Add(address => $"admin     nobody yet. Make the first within an hour: {told ?? address}{link}");
            lines.Add(_ => "          or on the command line: cartwright admin create --email you@example.com");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// The first administrator as configured, or null. Throws <see cref="ConfigurationRefused"/> when no account can be made of it.
    /// </summary>
    internal static RegisterBody? Wanted(IConfiguration configuration)
    {
        if (configuration["Identity:AdminEmail"] is not { Length: > 0 } email)
        {
            return string.IsNullOrEmpty(configuration["Identity:AdminPassword"])
                ? null
                : throw new ConfigurationRefused(
                    "Identity:AdminPassword is set, and nothing says whose it is. Add Identity:AdminEmail=admin@example.com"
                );
        }

        var body = new RegisterBody(email, configuration["Identity:AdminPassword"] ?? string.Empty, "Admin");
        return Register.Refused(body) is not { } refused
            ? body
            : throw new ConfigurationRefused(
                "Identity:AdminEmail and Identity:AdminPassword make no account: "
                    + string.Join(
                        "; ",
                        (refused.Facts?["errors"]?.AsObject() ?? []).Select(fault =>
                            $"{fault.Key} {string.Join(", ", fault.Value!.AsArray())}"
                        )
                    )
                    + $". Give an address and a password of {Limits.PasswordCharsMin} characters or more."
            );
    }

    internal static IEnumerable<Account> DemoAccounts(long now)
    {
        var address = new PostalAddress("Casey Customer", "1 Market Street", "San Francisco", "US", "94105", null, "CA");
        yield return new("demo-admin", "admin@example.com", "Ada Admin", ["customer", "admin"], null, [], DemoPassword, now, 0, false);
        yield return new(
            "demo-vendor",
            "vendor@example.com",
            "Vera Vendor",
            ["customer", "vendor"],
            "vendor-1",
            [],
            DemoPassword,
            now,
            0,
            false
        );
        yield return new(
            "demo-customer",
            "customer@example.com",
            "Casey Customer",
            ["customer"],
            null,
            [address],
            DemoPassword,
            now,
            0,
            false
        );
    }

    private async Task<Account?> FirstAdmin(long now)
    {
        if (Wanted(configuration) is not { } body || await database.Read(sql => UserStore.OtherAdmins(sql, string.Empty)) > 0)
        {
            return null;
        }

        var kept = await lane.Hash(body.Password, ids.Secret(16));
        return new Account(ids.Next(), Account.Normalise(body.Email), "Admin", ["customer", "admin"], null, [], kept.Value, now, 0, false);
    }
}
