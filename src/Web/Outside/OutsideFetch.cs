// Fetches what a stranger's address names, from the public network and nowhere else.
using System.Net;
using System.Net.Sockets;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Web;

/// <summary>
/// Every connection is made to an address that was looked at, so a name that answers another address the second time wins nothing.
/// Redirects are followed by hand, each as a new address. There is no proxy, no cookie and no credential.
/// </summary>
/// <remarks>Refused with <c>address_not_taken</c> (no address that may be fetched) or <c>address_not_fetched</c> (it did not
/// work).</remarks>
public sealed class OutsideFetch : IDisposable
{
    /// <summary>Characters of an address.</summary>
    public const int AddressCharsMax = 2_000;

    private const int RedirectsMax = 3;
    private const int WellKnownPorts = 1_024;

    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WholeMax = TimeSpan.FromSeconds(20);

    private readonly HttpClient client;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> find;
    private readonly Func<IPAddress, bool> takes;
    private readonly TimeProvider clock;

    public OutsideFetch(TimeProvider clock)
        : this(clock, Dns.GetHostAddressesAsync, PublicAddress.Is) { }

    /// <param name="find">The addresses of a name.</param>
    /// <param name="takes">Which of them a connection may be made to.</param>
    internal OutsideFetch(TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>> find, Func<IPAddress, bool> takes)
    {
        (this.clock, this.find, this.takes) = (clock, find, takes);
        client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectCallback = Connect,
                ConnectTimeout = ConnectMax,
                MaxResponseHeadersLength = 32,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                UseCookies = false,
                UseProxy = false,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Cartwright/1.0");
    }

    /// <summary>
    /// Whether an address is worth a try, before anything is asked: http or https, a host, no name and password, no odd port.
    /// </summary>
    public static bool Takes(string? address) =>
        address is { Length: > 0 and <= AddressCharsMax }
        && !address.Any(c => c is <= ' ' or '\\' or '"' or '\'' or '<' or '>' or '`' or '\u007f')
        && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && Takes(uri);

    /// <summary>The bytes there.</summary>
    /// <param name="accept">The kinds that are wanted, as in the header.</param>
    /// <param name="bytesMax">A reply that has more is given up where it exceeds it.</param>
    public async Task<Outcome<byte[]>> Get(string address, string accept, long bytesMax, CancellationToken cancel)
    {
        if (!Takes(address))
        {
            return NotTaken(address.Length > 200 ? address[..200] + "…" : address);
        }

        using var late = new CancellationTokenSource(WholeMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            return await Follow(new Uri(address), accept, bytesMax, either.Token);
        }
        catch (HttpRequestException failed) when (failed.InnerException is NotPublic)
        {
            return NotTaken(address);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or SocketException)
        {
            return NotFetched("the server there did not answer as one should");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return NotFetched("it took too long");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<Outcome<byte[]>> Follow(Uri at, string accept, long bytesMax, CancellationToken cancel)
    {
        for (var followed = 0; followed <= RedirectsMax; followed++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var reply = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if ((int)reply.StatusCode is >= 300 and < 400 && reply.Headers.Location is { } next)
            {
                if (!Uri.TryCreate(at, next, out var onwards))
                {
                    return NotFetched("it leads to what is no address");
                }

                at = onwards;
                if (!Takes(at))
                {
                    return NotTaken(at.Scheme + "://…, to which it leads");
                }

                continue;
            }

            return reply.StatusCode == HttpStatusCode.OK
                ? await Read(reply.Content, bytesMax, cancel)
                : NotFetched($"the server there answered {(int)reply.StatusCode}");
        }

        return NotFetched($"it leads on more than {RedirectsMax} times");
    }

    private static async Task<Outcome<byte[]>> Read(HttpContent content, long bytesMax, CancellationToken cancel)
    {
        var tooLarge = NotFetched($"it has more than {bytesMax} bytes");
        if (content.Headers.ContentLength > bytesMax)
        {
            return tooLarge;
        }

        await using var from = await content.ReadAsStreamAsync(cancel);
        var into = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cancel)) > 0)
        {
            if (into.Length + read > bytesMax)
            {
                return tooLarge;
            }

            into.Write(buffer, 0, read);
        }

        return content.Headers.ContentLength is { } said && said != into.Length ? NotFetched("it ended too early") : into.ToArray();
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await find(host, cancel);

        // One that is not public among several is a name that leads both ways: neither is taken.
        if (found.Length == 0 || !found.All(takes))
        {
            throw new NotPublic(host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool Takes(Uri uri) =>
        (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.Host.Length > 0
        && uri.UserInfo.Length == 0
        && (uri.IsDefaultPort || uri.Port >= WellKnownPorts || uri.Port is 80 or 443);

    private static Refusal NotTaken(string address) =>
        Refusal.Invalid(
            "address_not_taken",
            $"Nothing is fetched from {address}: it must be an http or https address of the public network."
        );

    private static Refusal NotFetched(string why) =>
        new(RefusalKind.Unprocessable, "address_not_fetched", $"The address could not be fetched: {why}. Try again, or upload the file.");

    private sealed class NotPublic(string host) : Exception($"{host} is not of the public network.");
}
