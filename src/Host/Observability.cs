// Metrics for Prometheus and traces by OTLP, as the standard's own variables say. Without a collector's address nothing is sent to anyone.
using System.Diagnostics;
using System.Globalization;
using Cartwright.Kernel;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cartwright.Host;

/// <summary>What is measured and traced, and where it goes.</summary>
internal static class Observability
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>
    /// One trace in a hundred: enough to see what is slow, and little enough to cost nothing that a shopper would notice.
    /// </summary>
    private const string SampledByDefault = "0.01";

    private static readonly string[] Samplers =
    [
        "always_on",
        "always_off",
        "traceidratio",
        "parentbased_always_on",
        "parentbased_always_off",
        "parentbased_traceidratio",
    ];

    /// <param name="process">
    /// What the process does, for the name under which its traces stand: a module, the gateway, or null for a shop.
    /// </param>
    public static void Add(WebApplicationBuilder builder, string? process)
    {
        var configuration = builder.Configuration;
        var telemetry = builder.Services.AddOpenTelemetry();
        if (string.IsNullOrEmpty(configuration["OTEL_SERVICE_NAME"]))
        {
            telemetry.ConfigureResource(resource =>
                resource.AddService(
                    process is null ? "cartwright" : "cartwright-" + process,
                    serviceVersion: typeof(Observability).Assembly.GetName().Version?.ToString()
                )
            );
        }

        builder.Services.AddSingleton<Backlogs>();
        builder.Services.AddSingleton<TraceIds>();
        telemetry.WithMetrics(metrics =>
            metrics
                // Not all of ASP.NET Core's: matching a route and asking a rate limiter cost every request a count that nobody has asked
                // for.
                .AddMeter(Telemetry.Name, "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false)
        );
        if (Collector(configuration) is null)
        {
            return;
        }

        Check(configuration);
        builder.Services.AddSingleton<CollectorWatch>();
        telemetry.WithTracing(traces =>
        {
            // In this order: what may not be told is taken out before the exporter sees it.
            traces.AddProcessor(new NothingOfShoppers()).AddSource(Telemetry.Name).AddHttpClientInstrumentation().AddOtlpExporter();
            traces.AddAspNetCoreInstrumentation(requests =>
                requests.Filter = context => !OperatorsPort.IsOn(context) && context.Request.Path != "/healthz"
            );
            if (configuration.Switch("Traces:Statements"))
            {
                traces.AddSource("Npgsql");
            }
        });
    }

    /// <summary>Where traces go, or null.</summary>
    public static string? Collector(IConfiguration configuration) =>
        configuration[TracesEndpoint] is { Length: > 0 } traces ? traces
        : configuration[Endpoint] is { Length: > 0 } all ? all
        : null;

    /// <summary>From here on every request has a trace id, and a collector that is away is told of.</summary>
    public static void Begin(WebApplication app)
    {
        app.Services.GetRequiredService<TraceIds>();
        app.Services.GetService<CollectorWatch>();
    }

    /// <summary>For the start-up print; nothing when nothing is sent.</summary>
    public static IEnumerable<string> Print(IConfiguration configuration) =>
        Collector(configuration) is { } collector
            ? [$"traces    {configuration[Sampler]} {configuration[SamplerArgument]} to {collector} ({configuration[Protocol]})"]
            : [];

    /// <summary>Refuses what the library would ignore without a word, and says what holds where nothing is said.</summary>
    private static void Check(ConfigurationManager configuration)
    {
        var defaults = new Dictionary<string, string?>();
        foreach (var key in new[] { Endpoint, TracesEndpoint })
        {
            if (
                configuration[key] is { Length: > 0 } text
                && (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            )
            {
                throw new ConfigurationRefused($"{key}={text} is no address of a collector. Use, for example, {key}=http://localhost:4318");
            }
        }

        if (string.IsNullOrEmpty(configuration[Protocol]))
        {
            // As the ports are given out: 4317 speaks gRPC, 4318 HTTP.
            defaults[Protocol] = new Uri(Collector(configuration)!).Port == 4317 ? "grpc" : "http/protobuf";
        }
        else if (configuration[Protocol] is not ("grpc" or "http/protobuf"))
        {
            throw new ConfigurationRefused(
                $"{Protocol}={configuration[Protocol]} is not known. Use: {Protocol}=http/protobuf or {Protocol}=grpc"
            );
        }

        if (string.IsNullOrEmpty(configuration[Sampler]))
        {
            defaults[Sampler] = "parentbased_traceidratio";
        }
        else if (!Samplers.Contains(configuration[Sampler]))
        {
            throw new ConfigurationRefused($"{Sampler}={configuration[Sampler]} is not known. Use one of: {string.Join(", ", Samplers)}");
        }

        if (string.IsNullOrEmpty(configuration[SamplerArgument]))
        {
            defaults[SamplerArgument] = SampledByDefault;
        }
        else if (
            !double.TryParse(configuration[SamplerArgument], NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
            || share is not (>= 0 and <= 1)
        )
        {
            throw new ConfigurationRefused(
                $"{SamplerArgument}={configuration[SamplerArgument]} is no share. "
                    + $"Use 0 to 1, for example {SamplerArgument}={SampledByDefault}"
            );
        }

        configuration.AddInMemoryCollection(defaults);
    }
}

/// <summary>
/// Gives every request a trace id whether or not traces go anywhere: replies, problem documents, log lines and events carry it. It asks for
/// ids only, so that nothing is recorded.
/// </summary>
internal sealed class TraceIds : IDisposable
{
    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = static source => source.Name == "Microsoft.AspNetCore",
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public TraceIds() => ActivitySource.AddActivityListener(listener);

    public void Dispose() => listener.Dispose();
}
