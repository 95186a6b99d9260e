// A module in another process in /readyz: it asks the health service there.
using Cartwright.Kernel;
using Grpc.Health.V1;

namespace Cartwright.Wire;

/// <inheritdoc/>
/// <param name="module">The module elsewhere.</param>
/// <param name="service">Its service, as in the proto.</param>
public sealed class ModuleDependency(ElsewhereModule module, string service) : IDependency
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "module:" + module.Name;

    /// <inheritdoc/>
    public async ValueTask Ask(CancellationToken cancel)
    {
        var ended = await module.AskHealth(new HealthCheckRequest { Service = service }, Within, cancel);
        var status = (ended.Message as HealthCheckResponse)?.Status;
        if (status != HealthCheckResponse.Types.ServingStatus.Serving)
        {
            throw new StorageUnavailable($"{module.Name} at {module.Address} does not serve: {ended.Why ?? $"it says {status}"}");
        }
    }
}
