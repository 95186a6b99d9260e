// What other modules may ask, in this process.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

internal sealed class IdentityContract(
    [FromKeyedServices("identity")] Database database,
    ISigningKeys keys,
    RevocationList ended,
    EraseAccounts erasing,
    TimeProvider clock
) : IIdentity
{
    private const int HeldMillisecondsMax = 60_000;

    /// <inheritdoc/>
    public async ValueTask<Outcome<User>> GetUser(GetUserRequest request, CancellationToken cancel)
    {
        if (Guests.IsGuest(request.UserId))
        {
            var guest = new User { UserId = request.UserId };
            guest.Roles.Add("guest");
            return guest;
        }

        return await database.Read(sql => UserStore.ById(sql, request.UserId)) is { } account
            ? account.ToContract()
            : Refusal.NotFound("user_not_found", "There is no such user.");
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<EraseAccountReply>> EraseAccount(EraseAccountRequest request, CancellationToken cancel) =>
        await erasing.Answer(request);

    /// <inheritdoc/>
    public async ValueTask<Outcome<Revocations>> GetRevocations(GetRevocationsRequest request, CancellationToken cancel)
    {
        if (request.WaitMilliseconds > 0)
        {
            await ended.Next(request.Heard, TimeSpan.FromMilliseconds(Math.Min(request.WaitMilliseconds, HeldMillisecondsMax)), cancel);
        }

        // The state first: what comes in behind it is told again, rather than never.
        var reply = new Revocations { State = ended.State };
        reply.Revocations_.AddRange(
            await database.Read(sql => SessionStore.Revocations(sql, request.After, clock.GetUtcNow().ToUnixTimeMilliseconds()))
        );
        return reply;
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<SigningKeys>> GetSigningKeys(GetSigningKeysRequest request, CancellationToken cancel)
    {
        var reply = new SigningKeys();
        reply.Keys.AddRange(
            keys.Public.Select(key => new SigningKey
            {
                KeyId = key.Id,
                X = ByteString.CopyFrom(key.X),
                Y = ByteString.CopyFrom(key.Y),
            })
        );
        return ValueTask.FromResult<Outcome<SigningKeys>>(reply);
    }
}
