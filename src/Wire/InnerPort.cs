// The inner port: HTTP/2 for the other processes, apart from the public one. Neither answers what belongs to the other.
using System.Net;
using Cartwright.Kernel;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Wire;

/// <summary>Listening, telling the two ports apart, and what is answered on the inner one.</summary>
public static class InnerPort
{
    private sealed record Mark;

    private static readonly Mark Inner = new();

    /// <summary>Who asks for health needs no token, so the question is kept small: a service's name.</summary>
    private const int HealthBytesMax = 1024;

    /// <summary>
    /// Listens for inner calls: TLS when <see cref="WireSettings.Certificate"/> is set, else cleartext with prior knowledge.
    /// </summary>
    /// <param name="port">0: any free one.</param>
    public static void Listen(KestrelServerOptions kestrel, IPAddress address, int port, WireSettings settings) =>
        kestrel.Listen(
            address,
            port,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (settings.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }

                // A mark on the connection, because the port's number is not known when it is any free one.
                listen.Use(next =>
                    connection =>
                    {
                        connection.Features.Set(Inner);
                        return next(connection);
                    }
                );
            }
        );

    /// <summary>
    /// Registers what answers: every <see cref="AnsweredContract"/> among the services, their health, and reflection.
    /// Needs <see cref="WireSettings"/>.
    /// </summary>
    public static void Add(IServiceCollection services)
    {
        services
            .AddGrpc(grpc =>
            {
                grpc.MaxReceiveMessageSize = Limits.WireMessageBytesMax;
                grpc.IgnoreUnknownServices = true;
            })
            .AddServiceOptions<HealthServiceImpl>(health => health.MaxReceiveMessageSize = HealthBytesMax);

        // Near as the processes are, compressing costs more time than it saves; and a small message may hide a huge one.
        // Last, because the library adds gzip.
        services.PostConfigure<GrpcServiceOptions>(grpc => grpc.CompressionProviders.Clear());

        // What a caller did wrong is told to the caller; the library would write its stack into our log as well.
        // Our own faults are logged where they happen.
        services.AddLogging(logging => logging.AddFilter("Grpc.AspNetCore.Server", LogLevel.Critical));
        services.AddSingleton<AnsweredCalls>();
        services.AddSingleton<IServiceMethodProvider<AnsweredCalls>>(provider => provider.GetRequiredService<AnsweredCalls>());
        services.AddSingleton<HealthServiceImpl>();
        services.AddSingleton(provider => new ReflectionServiceImpl([
            .. provider.GetServices<AnsweredContract>().Select(contract => contract.Proto),
            Health.Descriptor,
        ]));
        services.AddSingleton(provider => new ReflectionV1ServiceImpl([
            .. provider.GetServices<AnsweredContract>().Select(contract => contract.Proto),
            Health.Descriptor,
        ]));
    }

    /// <summary>
    /// Puts the gate before everything else: what came in on the inner port goes no further, what came in on the public one never reaches
    /// it. Health says that all is served until the process begins to stop; a stopping process says no and still answers.
    /// </summary>
    public static void Use(IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        var routes = new Routes(services);
        routes.MapGrpcService<AnsweredCalls>();
        routes.MapGrpcService<HealthServiceImpl>();
        routes.MapGrpcService<ReflectionServiceImpl>();
        routes.MapGrpcService<ReflectionV1ServiceImpl>();
        var gate = new InnerGate(routes.DataSources.SelectMany(source => source.Endpoints), services.GetRequiredService<WireSettings>());

        var health = services.GetRequiredService<HealthServiceImpl>();
        string[] names = [string.Empty, .. services.GetServices<AnsweredContract>().Select(contract => contract.Name)];
        Array.ForEach(names, name => health.SetStatus(name, HealthCheckResponse.Types.ServingStatus.Serving));
        services
            .GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping.Register(() =>
                Array.ForEach(names, name => health.SetStatus(name, HealthCheckResponse.Types.ServingStatus.NotServing))
            );

        app.Use((context, next) => context.Features.Get<Mark>() is null ? next(context) : gate.Answer(context));
    }

    /// <summary>Routes of their own: among the shop's, a shopper could reach a call and another process a shopper's route.</summary>
    private sealed class Routes(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}
