// The standard health service, for load balancers and Kubernetes. Check only: Watch is UNIMPLEMENTED, which clients take as "not watched" (they then send calls without asking).
using System.Buffers;
using System.Collections.Frozen;
using Cartwright.Contracts;
using Cartwright.Wire.Health;
using Google.Protobuf;

namespace Cartwright.Wire;

/// <summary>Answers <c>grpc.health.v1.Health/Check</c>.</summary>
internal sealed class GrpcHealth(IEnumerable<string> names, Func<string, bool> serving)
{
    public const string Name = "grpc.health.v1.Health";
    public const string CheckPath = "/" + Name + "/Check";

    /// <summary>Who asks needs no token, so the question is kept small: a service's name.</summary>
    public const int BytesMax = 1024;

    // The process as a whole has the empty name; the health service itself is there whenever it answers.
    private readonly FrozenSet<string> names = names.Append(string.Empty).ToFrozenSet(StringComparer.Ordinal);

    private readonly WireMethod<GrpcHealth, HealthCheckRequest, HealthCheckResponse> check = new("Check", static (on, request, _) => ValueTask.FromResult(on.Check(request)));

    public ValueTask<Outcome<IMessage>> Check(ReadOnlySequence<byte> request, CancellationToken cancel) => check.Answer(this, request, cancel);

    private Outcome<HealthCheckResponse> Check(HealthCheckRequest request) => names.Contains(request.Service)
        ? new HealthCheckResponse { Status = serving(request.Service) ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.NotServing }
        : Refusal.NotFound("unknown_service", "This process answers no service of that name.");
}
