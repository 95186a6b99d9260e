// The tax port over gRPC: Ports:Taxes=http://taxes:9000. Whoever answers there may be written in any language; what it must answer stands
// in src/Contracts/Ports/Taxes/taxes.proto.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Wire;

/// <summary>Asks another program, with the deadline, tries and breaker that calls between processes have.</summary>
public sealed class TaxesByOthers : ITaxes, IDependency, IDisposable
{
    private const string Port = "Ports:Taxes";

    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(1);
    private static readonly Method<byte[], IMessage> Question = ElsewhereModule.Method(
        "cartwright.ports.v1.Taxes",
        "Find",
        TaxAnswer.Parser
    );

    private readonly InnerConnections connections;
    private readonly ElsewhereModule provider;

    /// <param name="token">Sent as a bearer's; empty for none.</param>
    /// <param name="timeout">The deadline of a question with all its tries.</param>
    public TaxesByOthers(Uri address, string token, TimeSpan timeout, TimeProvider clock, ILogger<ElsewhereModule> log)
    {
        connections = new(new(token) { Timeout = timeout });
        provider = new("taxes", address, connections, clock, Random.Shared.NextDouble, log);
    }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = PortAddress.Keys(Port);

    string ITaxes.Name => $"at {provider.Address}";

    string IDependency.Name => "port:taxes";

    /// <summary>Registers it where an address is said. Throws <see cref="ConfigurationRefused"/> with the line to change.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (PortAddress.Read(configuration, Port, "a provider of taxes", TimeoutDefault) is not { } said)
        {
            return;
        }

        services.AddSingleton(all => new TaxesByOthers(
            said.Address,
            said.Token,
            said.Timeout,
            all.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            all.GetRequiredService<ILogger<ElsewhereModule>>()
        ));
        services.AddSingleton<ITaxes>(all => all.GetRequiredService<TaxesByOthers>());
        services.AddSingleton<IDependency>(all => all.GetRequiredService<TaxesByOthers>());
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<TaxAnswer>> Find(TaxQuestion question, CancellationToken cancel)
    {
        var ended = await provider.Ask(Question, question, provider.Timeout, cancel);
        if (ended.Message is TaxAnswer answer)
        {
            return answer;
        }

        // A refusal of ours in a trailer is none of the port's.
        if (ended.Refused is { } foreign)
        {
            ended = Ended.Without(Ending.Broken, $"it refuses with '{foreign.Code}' beside the port");
        }

        var away = provider.Unavailable(Question, ended, provider.Timeout);
        return Refusal.Unavailable("taxes_unavailable", away.Detail);
    }

    /// <summary>Whether somebody answers there: an empty question may be refused in any way.</summary>
    public async ValueTask Ask(CancellationToken cancel)
    {
        var ended = await provider.Ask(Question, new TaxQuestion(), LookWithin, cancel);
        if (ended.Ending is Ending.Outage or Ending.LeftAlone or Ending.TooLate)
        {
            throw new StorageUnavailable($"The provider of taxes at {provider.Address} does not answer: {ended.Why}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connections.Dispose();
}
