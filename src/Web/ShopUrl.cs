// Where shoppers find the pages: links in mails begin with it.
using System.Globalization;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Web;

/// <summary>The key <c>Shop:Url</c>.</summary>
public static class ShopUrl
{
    private const int PortDefault = 8080;

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
