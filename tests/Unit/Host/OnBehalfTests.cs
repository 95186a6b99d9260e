// What a front door asks for a page carries the address of whoever wants the page, and nothing that a client claims.
using System.Net;
using Cartwright.Host;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Unit.Host;

public sealed class OnBehalfTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public async Task The_module_is_told_the_address_behind_the_door(string client, string told)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(client);
        context.Request.Headers["X-Forwarded-For"] = "198.51.100.1";

        Assert.Equal([told], await Asked(new HttpContextAccessor { HttpContext = context }));
    }

    [Fact]
    public async Task What_nobody_asks_for_is_the_doors_own() =>
        Assert.Equal([], await Asked(new HttpContextAccessor { HttpContext = null }));

    private static async Task<IEnumerable<string>> Asked(IHttpContextAccessor accessor)
    {
        var module = new Module();
        using var http = new HttpClient(new OnBehalf(accessor) { InnerHandler = module });
        using var reply = await http.GetAsync("http://catalog.example/api/products");
        return module.ForwardedFor;
    }

    private sealed class Module : HttpMessageHandler
    {
        public IEnumerable<string> ForwardedFor { get; private set; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            ForwardedFor = request.Headers.TryGetValues("X-Forwarded-For", out var values) ? [.. values] : [];
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}
