// The connections of this process to all others: one pool, HTTP/2 only.
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Cartwright.Kernel;
using Grpc.Net.Client;

namespace Cartwright.Wire;

/// <summary>Shared by all channels of the process.</summary>
public sealed class InnerConnections : IDisposable
{
    // A connection whose other end vanished without a word is found within eight seconds.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingWithin = TimeSpan.FromSeconds(3);

    // Behind one name there may be several processes, and they come and go: new connections find the new ones.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2);

    private readonly HttpClient client;

    public InnerConnections(WireSettings settings)
    {
        Settings = settings;
        var sockets = new SocketsHttpHandler
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

            // The call's own activity goes on the wire (ElsewhereModule), one span and not three.
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

        client = new HttpClient(sockets) { Timeout = Timeout.InfiniteTimeSpan };
    }

    internal WireSettings Settings { get; }

    public void Dispose() => client.Dispose();

    /// <summary>
    /// A channel over these connections. What fails is said once, by <see cref="ElsewhereModule"/>: the library's own log stays out.
    /// It is given a client rather than the handler: with that it would make connections itself, and after one that failed none for a
    /// second, then longer, up to two minutes in which a module that is back is not asked.
    /// </summary>
    internal GrpcChannel To(Uri address) =>
        GrpcChannel.ForAddress(
            address,
            new GrpcChannelOptions
            {
                HttpClient = client,
                MaxReceiveMessageSize = Limits.WireMessageBytesMax,

                // No message is compressed, and none is asked for.
                CompressionProviders = [],
            }
        );
}
