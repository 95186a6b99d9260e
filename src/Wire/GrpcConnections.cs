// The connections of this process to all others: one pool, HTTP/2 only.
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Cartwright.Wire;

/// <summary>Shared by all channels of the process.</summary>
public sealed class GrpcConnections : IDisposable
{
    // A connection whose other end vanished without a word is found within eight seconds.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingWithin = TimeSpan.FromSeconds(3);

    // Behind one name there may be several processes, and they come and go: new connections find the new ones.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    private readonly SocketsHttpHandler sockets;

    public GrpcConnections(WireSettings settings)
    {
        Settings = settings;
        sockets = new SocketsHttpHandler
        {
            // Under load one connection's hundred streams are not enough.
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = settings.ConnectTimeout,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingWithin,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            PooledConnectionLifetime = ConnectionLife,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,

            // The channel passes the trace on by itself, from its own activity.
            ActivityHeadersPropagator = null,
        };
        if (settings.Authority is { } authority)
        {
            sockets.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            };
        }

        Http = new HttpMessageInvoker(sockets);
    }

    internal WireSettings Settings { get; }

    internal HttpMessageInvoker Http { get; }

    public void Dispose() => Http.Dispose();
}
