// What the front door asks a module for a page is asked for whoever wants the page.
namespace Cartwright.Host;

/// <summary>
/// Says whose request it is, as the passage of other requests does: the module counts its limits by that address where it trusts the front
/// door (<c>Proxies:Trusted</c>), and by the front door's own, for everybody together, where it does not.
/// </summary>
internal sealed class OnBehalf(IHttpContextAccessor asked) : DelegatingHandler
{
    private const string Header = "X-Forwarded-For";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // With a fresh request and this one address: what a client claims of itself has been judged at the door.
        if (asked.HttpContext?.Connection.RemoteIpAddress is { } address)
        {
            request.Headers.TryAddWithoutValidation(Header, (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
        }

        return base.SendAsync(request, cancellationToken);
    }
}
