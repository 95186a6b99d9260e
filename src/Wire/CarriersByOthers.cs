// The carriers' port over gRPC: Ports:Carriers:acme=http://acme:9000. What it must answer stands in
// src/Contracts/Ports/Carriers/carriers.proto.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using V1 = Cartwright.Contracts.Ports.V1;

namespace Cartwright.Wire;

/// <summary>
/// A carrier that is another program, asked with the deadline, tries and breaker that calls between processes have: each of its calls may
/// be repeated. Whatever is no answer of the port is <c>carrier_away</c>, and told in the log.
/// </summary>
public sealed partial class CarriersByOthers : ICarrier, IDependency, IDisposable
{
    private const string Port = "Ports:Carriers";
    private const string LabelName = "Label";

    // A sale waits for rates with a deadline of its own, which is shorter; whoever packs waits for a label.
    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(1);

    private static readonly Method<byte[], IMessage> RatesCall = Call("Rates", V1.SaidRates.Parser);
    private static readonly Method<byte[], IMessage> BuyCall = Call("BuyLabel", V1.SaidLabel.Parser);
    private static readonly Method<byte[], IMessage> CancelCall = Call("CancelLabel", V1.SaidCancellation.Parser);
    private static readonly Method<byte[], IMessage> TrackCall = Call("Track", V1.SaidTracking.Parser);

    private readonly InnerConnections connections;
    private readonly ElsewhereModule carrier;
    private readonly ILogger<ElsewhereModule> log;

    /// <param name="at">Who it is, and where.</param>
    /// <param name="label">Its name for people.</param>
    public CarriersByOthers(PortAddress at, string label, TimeProvider clock, ILogger<ElsewhereModule> log)
    {
        connections = new(new(at.Token) { Timeout = at.Timeout });
        carrier = new(at.Name, at.Address, connections, clock, Random.Shared.NextDouble, log);
        (Name, Label, this.log) = (at.Name, label, log);
    }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. PortAddress.Keys(Port + ":{name}"), $"{Port}:{{name}}:{LabelName}"];

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Label { get; }

    string IDependency.Name => "port:carriers:" + Name;

    /// <summary>Registers each one that is said. Throws <see cref="ConfigurationRefused"/> with the line to change.</summary>
    /// <param name="taken">Names of the carriers that are built in, whether they are on or not.</param>
    public static void Add(IServiceCollection services, IConfiguration configuration, IReadOnlyList<string> taken)
    {
        foreach (var one in PortAddress.ReadAll(configuration, Port, "a carrier", TimeoutDefault, taken))
        {
            var label = configuration[$"{one.Key}:{LabelName}"] is { Length: > 0 } said ? said : one.Name;
            if (label.Length > Limits.NameCharsMax || label.Any(char.IsControl))
            {
                throw new ConfigurationRefused(
                    $"{one.Key}:{LabelName} is the carrier's name for people: 1 to {Limits.NameCharsMax} characters of one line"
                );
            }

            services.AddKeyedSingleton(
                one.Key,
                (all, _) =>
                    new CarriersByOthers(
                        one,
                        label,
                        all.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
                        all.GetRequiredService<ILogger<ElsewhereModule>>()
                    )
            );
            services.AddSingleton<ICarrier>(all => all.GetRequiredKeyedService<CarriersByOthers>(one.Key));
            services.AddSingleton<IDependency>(all => all.GetRequiredKeyedService<CarriersByOthers>(one.Key));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<IReadOnlyList<CarrierRate>>> Rates(CarrierParcel parcel, CancellationToken cancel)
    {
        if (await Asked(RatesCall, new V1.AskedRates { Parcel = Parcel(parcel) }, cancel) is not V1.SaidRates said)
        {
            return Away;
        }

        return PortCarrierAnswers.Fault(parcel, said) is { } fault
            ? Wrong(RatesCall, fault)
            : (List<CarrierRate>)
                [
                    .. said.Rates.Select(rate => new CarrierRate(
                        rate.Service,
                        rate.PriceMinor,
                        rate.HasDaysMin ? rate.DaysMin : null,
                        rate.HasDaysMax ? rate.DaysMax : null
                    )),
                ];
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<CarrierLabel>> BuyLabel(string requestId, CarrierParcel parcel, CancellationToken cancel)
    {
        var request = new V1.AskedLabel { RequestId = requestId, Parcel = Parcel(parcel) };
        if (await Asked(BuyCall, request, cancel) is not V1.SaidLabel said)
        {
            return Away;
        }

        return said.Refused is { } refused ? Refused(BuyCall, refused, PortCarrierAnswers.ParcelRefused)
            : PortCarrierAnswers.Fault(said) is { } fault ? Wrong(BuyCall, fault)
            : new CarrierLabel(said.TrackingNumber, said.MediaType, said.Content.Memory);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<bool>> CancelLabel(string requestId, CancellationToken cancel)
    {
        if (await Asked(CancelCall, new V1.AskedCancellation { RequestId = requestId }, cancel) is not V1.SaidCancellation said)
        {
            return Away;
        }

        return said.Refused is { } refused ? Refused(CancelCall, refused, PortCarrierAnswers.LabelInUse) : said.Had;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<IReadOnlyList<CarrierEvent>>> Track(string trackingNumber, CancellationToken cancel)
    {
        if (await Asked(TrackCall, new V1.AskedTracking { TrackingNumber = trackingNumber }, cancel) is not V1.SaidTracking said)
        {
            return Away;
        }

        return said.Refused is { } refused ? Refused(TrackCall, refused, PortCarrierAnswers.TrackingUnknown)
            : PortCarrierAnswers.Fault(said) is { } fault ? Wrong(TrackCall, fault)
            : (List<CarrierEvent>)
                [.. said.Events.Select(one => new CarrierEvent(one.AtUnixMs, one.Status, one.Place.Length == 0 ? null : one.Place))];
    }

    /// <summary>Whether somebody answers there: an unknown number may be refused in any way.</summary>
    public async ValueTask Ask(CancellationToken cancel)
    {
        var ended = await carrier.Ask(TrackCall, new V1.AskedTracking(), LookWithin, cancel);
        if (ended.Ending is Ending.Outage or Ending.LeftAlone or Ending.TooLate)
        {
            throw new StorageUnavailable($"The carrier {Name} at {carrier.Address} does not answer: {ended.Why}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connections.Dispose();

    private Refusal Away =>
        new(RefusalKind.Unavailable, "carrier_away", $"{Label} does not answer now. Try again in a minute.") { RetryAfterSeconds = 60 };

    private static Method<byte[], IMessage> Call(string name, MessageParser replies) =>
        ElsewhereModule.Method("cartwright.ports.v1.Carriers", name, replies);

    private static V1.AskedParcel Parcel(CarrierParcel parcel) =>
        new()
        {
            To = new()
            {
                Name = parcel.To.Name,
                Line1 = parcel.To.Line1,
                Line2 = parcel.To.Line2,
                City = parcel.To.City,
                Region = parcel.To.Region,
                PostalCode = parcel.To.PostalCode,
                Country = parcel.To.Country,
            },
            WeightG = parcel.WeightG,
            ValueMinor = parcel.ValueMinor,
            Currency = parcel.Currency,
            Service = parcel.Service ?? string.Empty,
        };

    private async ValueTask<IMessage?> Asked(Method<byte[], IMessage> call, IMessage request, CancellationToken cancel)
    {
        var ended = await carrier.Ask(call, request, carrier.Timeout, cancel);
        if (ended.Message is { } said)
        {
            return said;
        }

        // A refusal of ours in a trailer is none of the port's.
        if (ended.Refused is { } foreign)
        {
            ended = Ended.Without(Ending.Broken, $"it refuses with '{foreign.Code}' beside the port");
        }

        carrier.Unavailable(call, ended, carrier.Timeout);
        return null;
    }

    private Refusal Refused(Method<byte[], IMessage> call, V1.CarrierRefusal said, string code) =>
        PortCarrierAnswers.Refused(said, code) ?? Wrong(call, $"it refuses with '{said.Code}'");

    private Refusal Wrong(Method<byte[], IMessage> call, string fault)
    {
        LogWrong(log, call.Name, Name, fault);
        return Away;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The answer to {Call} of the carrier {Carrier} cannot be used: {Fault}")]
    private static partial void LogWrong(ILogger log, string call, string carrier, string fault);
}
