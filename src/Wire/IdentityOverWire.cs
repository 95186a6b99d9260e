// Identity as calls that can leave the process, and the side that makes them.
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary><see cref="IIdentity"/> over a channel.</summary>
public sealed class IdentityOverWire(IWireChannel<IIdentity> channel) : IIdentity
{
    private static readonly WireMethod<IIdentity, GetUserRequest, User> GetUserMethod = new(
        "GetUser",
        (on, request, cancel) => on.GetUser(request, cancel)
    );

    private static readonly WireMethod<IIdentity, GetRevocationsRequest, Revocations> GetRevocationsMethod = new(
        "GetRevocations",
        (on, request, cancel) => on.GetRevocations(request, cancel)
    );

    private static readonly WireMethod<IIdentity, GetSigningKeysRequest, SigningKeys> GetSigningKeysMethod = new(
        "GetSigningKeys",
        (on, request, cancel) => on.GetSigningKeys(request, cancel)
    );

    private static readonly WireMethod<IIdentity, EraseAccountRequest, EraseAccountReply> EraseAccountMethod = new(
        "EraseAccount",
        (on, request, cancel) => on.EraseAccount(request, cancel)
    );

    /// <summary>The service as the other side answers it.</summary>
    public static WireService<IIdentity> Service { get; } =
        new("cartwright.v1.Identity", [GetUserMethod, GetRevocationsMethod, GetSigningKeysMethod, EraseAccountMethod]);

    public ValueTask<Outcome<User>> GetUser(GetUserRequest request, CancellationToken cancel) =>
        channel.Call(GetUserMethod, request, cancel);

    public ValueTask<Outcome<Revocations>> GetRevocations(GetRevocationsRequest request, CancellationToken cancel) =>
        channel.Call(GetRevocationsMethod, request, cancel);

    public ValueTask<Outcome<SigningKeys>> GetSigningKeys(GetSigningKeysRequest request, CancellationToken cancel) =>
        channel.Call(GetSigningKeysMethod, request, cancel);

    public ValueTask<Outcome<EraseAccountReply>> EraseAccount(EraseAccountRequest request, CancellationToken cancel) =>
        channel.Call(EraseAccountMethod, request, cancel);
}
