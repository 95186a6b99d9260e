// A module in another process in /readyz: it asks the health service there.
using Cartwright.Kernel;
using Cartwright.Wire.Health;
using Google.Protobuf;

namespace Cartwright.Wire;

/// <inheritdoc/>
/// <param name="module">The module elsewhere.</param>
/// <param name="service">Its service, as in the proto.</param>
public sealed class ModuleDependency(ElsewhereModule module, string service) : IDependency
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);
    private static readonly MessageParser<HealthCheckResponse> Replies = HealthCheckResponse.Parser;
    private readonly Uri path = module.PathOf(GrpcHealth.Name, "Check");

    /// <inheritdoc/>
    public string Name => "module:" + module.Name;

    /// <inheritdoc/>
    public async ValueTask Ask(CancellationToken cancel)
    {
        var reply = await module.AskHealth(path, new HealthCheckRequest { Service = service }, Within, cancel);
        try
        {
            var why = reply switch
            {
                { Ending: not Ending.Answered } => reply.Why,
                { Refused: { } refused } => refused.Detail,
                _ => Replies.ParseFrom(reply.Message.AsSpan()).Status is var status && status == HealthCheckResponse.Types.ServingStatus.Serving ? null : $"it says {status}",
            };
            if (why is not null)
            {
                throw new StorageUnavailable($"{module.Name} at {module.Address} does not serve: {why}");
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new StorageUnavailable($"{module.Name} at {module.Address} gives no health: {e.Message}", e);
        }
        finally
        {
            reply.Release();
        }
    }
}
