// Where shoppers find the pages: links in mails begin with it.
using System.Globalization;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Web;

/// <summary>The key <c>Shop:Url</c>.</summary>
public static class ShopUrl
{
    private const int PortDefault = 8080;

    /// <summary>
    /// The shop's address as it was set, without a slash at the end; null where nobody has said it: what is published (canonical addresses,
    /// sitemaps, feeds) is then without it, since a Host header says whatever a client likes.
    /// </summary>
    /// <exception cref="ConfigurationRefused">It is no address of pages.</exception>
    public static string? Given(IConfiguration configuration) => string.IsNullOrEmpty(configuration["Shop:Url"]) ? null : Of(configuration);

    /// <summary>Without a slash at the end; when nothing is said, this machine at <c>Port</c>.</summary>
    /// <exception cref="ConfigurationRefused">It is no address of pages; the message has the line to change.</exception>
    public static string Of(IConfiguration configuration)
    {
        var text = configuration["Shop:Url"];
        return string.IsNullOrEmpty(text)
                ? string.Create(CultureInfo.InvariantCulture, $"http://localhost:{configuration.Port(PortDefault)}")
            : Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.Query.Length == 0
            && uri.Fragment.Length == 0
                ? text.TrimEnd('/')
            : throw new ConfigurationRefused(
                $"Shop:Url is '{text}'. Give the address of the shop's pages, such as Shop:Url=https://shop.example.com."
            );
    }
}
