// The people of a demo's past: accounts that are shut where the shop is no demo, and tokens with which the past is made in their names.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <summary>Somebody of a demo.</summary>
/// <param name="UserId">Stated, so that it is the same each time.</param>
/// <param name="Email">Of an address that no mail reaches (RFC 2606).</param>
/// <param name="Name">Of any script.</param>
/// <param name="Address">The address of record; null for none.</param>
/// <param name="VendorId">Of whoever sells; null for shoppers.</param>
public sealed record DemoPerson(string UserId, string Email, string Name, PostalAddress? Address, string? VendorId = null);

/// <summary>Only where the key Demo says so. All have the demo's password, whose hash is worked out beforehand.</summary>
public sealed class DemoPeople
{
    private const string Session = "demo-history";

    private readonly Database database;
    private readonly AccessTokens tokens;
    private readonly TimeProvider clock;

    internal DemoPeople(Database database, AccessTokens tokens, TimeProvider clock)
    {
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// <summary>Registers somebody now, as the form does; answers whether there was no such account.</summary>
    public Task<bool> Register(DemoPerson person) =>
        database.Write(async transaction =>
        {
            var account = Of(person, clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (!await UserStore.Insert(transaction, account, demo: true))
            {
                return false;
            }

            await transaction.Publish(Topics.UserRegistered, account.UserId, account.ToFacts(account.CreatedMs));
            return true;
        });

    /// <summary>A token as a sign-in gives it, good from now on for <see cref="Limits.AccessTokenLife"/>.</summary>
    /// <param name="userId">One of the accounts that a demo begins with, or of <see cref="Register"/>.</param>
    public async Task<string> Token(string userId) =>
        await database.Read(sql => UserStore.ById(sql, userId)) is { } account
            ? tokens.For(account, Session).Text
            : throw new InvalidOperationException($"The demo has no account {userId}.");

    private static Account Of(DemoPerson person, long nowMs) =>
        new(
            person.UserId,
            Account.Normalise(person.Email),
            person.Name,
            person.VendorId is null ? ["customer"] : ["customer", "vendor"],
            person.VendorId,
            person.Address is null ? [] : [person.Address],
            FirstAccounts.DemoPassword,
            nowMs,
            0,
            false
        );
}
