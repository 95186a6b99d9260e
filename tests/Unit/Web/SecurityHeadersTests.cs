// The policy of the pages: closed, and opened for one provider's form and for nothing else.
using Cartwright.Web;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Unit.Web;

public class SecurityHeadersTests
{
    [Fact]
    public void Without_others_pages_load_scripts_and_frames_of_the_shop_alone()
    {
        var policy = Policy(SecurityHeaders.Own);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("frame-src", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("stripe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_form_of_others_its_origins_are_added_and_nothing_is_taken_away()
    {
        var opened = Policy(new(new PageSources(["https://js.example.com"], ["https://frame.example.com"], ["https://api.example.com"])));
        Assert.Contains("script-src 'self' https://js.example.com;", opened, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self' https://api.example.com;", opened, StringComparison.Ordinal);
        Assert.EndsWith("; frame-src https://frame.example.com", opened, StringComparison.Ordinal);
        Assert.Equal(
            Policy(SecurityHeaders.Own),
            opened
                .Replace(" https://js.example.com", string.Empty, StringComparison.Ordinal)
                .Replace(" https://api.example.com", string.Empty, StringComparison.Ordinal)
                .Replace("; frame-src https://frame.example.com", string.Empty, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("example.com", Policy(new(), "/api/doc/index.html"), StringComparison.Ordinal);
    }

    private static string Policy(SecurityHeaders headers, string path = "/checkout")
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        headers.Apply(context);
        return context.Response.Headers.ContentSecurityPolicy.ToString();
    }
}
