// What the shop by hand does as Identity.
using System.Collections.Concurrent;
using Cartwright.Contracts;

namespace Cartwright.Unit.Ordering;

public sealed partial class Shop : IIdentity
{
    public ValueTask<Outcome<User>> GetUser(GetUserRequest request, CancellationToken cancel) =>
        Call<User>(
            "user",
            () =>
                new User
                {
                    UserId = request.UserId,
                    Email = request.UserId.StartsWith("guest", StringComparison.Ordinal) ? string.Empty : request.UserId + "@example.com",
                    Name = "Ada",
                    Address = request.UserId.StartsWith("guest", StringComparison.Ordinal)
                        ? null
                        : new Address
                        {
                            Name = "Ada",
                            Line1 = "1 Way",
                            City = "Paris",
                            PostalCode = "75001",
                            Country = "FR",
                        },
                }
        );

    public ValueTask<Outcome<Revocations>> GetRevocations(GetRevocationsRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Not asked by Ordering.");

    /// <summary>Who has an account, by address.</summary>
    public ConcurrentDictionary<string, string> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>What Identity says to an erasure, instead of doing it.</summary>
    public Refusal? AccountStays { get; set; }

    public ValueTask<Outcome<EraseAccountReply>> EraseAccount(EraseAccountRequest request, CancellationToken cancel) =>
        Call<EraseAccountReply>(
            request.DryRun ? "may-erase" : "erase",
            () =>
            {
                var found = Accounts.FirstOrDefault(one => one.Key == request.Email || one.Value == request.UserId);
                if (AccountStays is { } refused)
                {
                    return refused;
                }

                if (!request.DryRun && found.Key is not null)
                {
                    Accounts.TryRemove(found.Key, out _);
                }

                return new EraseAccountReply { UserId = found.Value ?? string.Empty };
            }
        );

    public ValueTask<Outcome<SigningKeys>> GetSigningKeys(GetSigningKeysRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Not asked by Ordering.");
}
