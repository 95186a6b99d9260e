// What the catalog takes as a picture and what a page may load are one rule: nothing is taken and then not shown, and nothing may be loaded
// that is never taken.
using Cartwright.Web;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Unit.Web;

public class PictureRuleTests
{
    [Theory]
    [InlineData("https://cdn.example.com/mug.avif?w=400", true)]
    [InlineData("https://cdn.example.com:8443/mug.png", true)]
    [InlineData("https://\u00fcber.example/mug.png", true)]
    [InlineData("/api/products/mug-1.b_2/image.svg", true)]
    [InlineData("/api/products/mug-1.b_2/image/detail.svg", true)]
    [InlineData("/api/products/mug-1.b_2/image/use.svg", true)]
    [InlineData("/api/products/mug-1.b_2/image/other.svg", false)]
    [InlineData("/api/products//image/use.svg", false)]
    [InlineData("/pictures/1.png", false)]
    [InlineData("/api/products/image.svg", false)]
    [InlineData("/api/products//image.svg", false)]
    [InlineData("/api/products/a/b/image.svg", false)]
    [InlineData("/api/products/a/image.svg?x=1", false)]
    [InlineData("/API/products/a/image.svg", false)]
    [InlineData("//cdn.example.com/mug.png", false)]
    [InlineData("http://cdn.example.com/mug.png", true)]
    [InlineData("/media/3f5a0c8e1b7d4f2a9c6e8b1d3f5a7c9e0b2d4f6a8c1e3b5d7f9a0c2e4b6d8f1a/640.avif", true)]
    [InlineData("/media/3f5a/640.avif", false)]
    [InlineData("/media/../api/products", false)]
    [InlineData("data:image/png;base64,AAAA", false)]
    [InlineData("https://user:pw@cdn.example.com/mug.png", false)]
    [InlineData("https:///mug.png", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_picture_is_taken_exactly_where_the_pages_load_and_the_shop_serves_it(string? address, bool taken)
    {
        Assert.Equal(taken, PictureRule.Takes(address));
        if (taken)
        {
            // What lies elsewhere is fetched, and then shown from here.
            Assert.True(address![0] == '/' || OutsideFetch.Takes(address), address);
            Assert.Equal(["'self'"], Sources("/cart"));
        }
    }

    [Fact]
    public void The_policy_of_every_page_allows_the_rules_sources_and_no_others_but_the_documentations_own_drawings()
    {
        Assert.Equal(PictureRule.Sources.Split(' '), Sources("/"));
        Assert.Equal(["data:", .. PictureRule.Sources.Split(' ')], Sources("/api/doc/index.html"));
    }

    private static string[] Sources(string path)
    {
        var context = new DefaultHttpContext { Request = { Path = path } };
        SecurityHeaders.Own.Apply(context);
        var pictures = context
            .Response.Headers.ContentSecurityPolicy.ToString()
            .Split("; ")
            .Single(directive => directive.StartsWith("img-src ", StringComparison.Ordinal));
        return pictures.Split(' ')[1..];
    }
}
