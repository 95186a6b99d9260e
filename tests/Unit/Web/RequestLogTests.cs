// A line a request: what was asked by its template, never by its path, and how it ended; and one id in the reply, the problem and the line.
using System.Diagnostics;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Web;

public sealed class RequestLogTests
{
    [Theory]
    [InlineData("GET", true, Role.Admin, "GET /api/orders/{order_id} 418", "admin")]
    [InlineData("POST", true, Role.Guest, "POST /api/orders/{order_id} 418", "guest")]
    [InlineData("BREW", true, Role.Customer, "_OTHER /api/orders/{order_id} 418", "customer")]
    [InlineData("GET", false, null, "GET - 418", "nobody")]
    public async Task It_names_the_route_the_end_and_the_kind_of_caller_and_nothing_else(
        string method,
        bool routed,
        Role? role,
        string begins,
        string kind
    )
    {
        var log = new Lines { Level = LogLevel.Information };
        var context = Asked(method, routed, role);
        using var activity = new Activity("request").Start();
        await new RequestLog(Teapot, log, new ServedRequests()).Invoke(context);
        var line = Assert.Single(log.Said);
        Assert.StartsWith(begins, line, StringComparison.Ordinal);
        Assert.Contains($"ms, {kind}, trace {activity.TraceId}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        Assert.DoesNotContain("user-7", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_lines_are_not_wanted_there_is_none()
    {
        var log = new Lines { Level = LogLevel.Warning };
        await new RequestLog(Teapot, log, new ServedRequests()).Invoke(Asked("GET", true, null));
        Assert.Empty(log.Said);
    }

    [Theory]
    [InlineData("refusal", 409)]
    [InlineData("bad", 400)]
    [InlineData("away", 503)]
    [InlineData("bug", 500)]
    [InlineData("route", 404)]
    [InlineData("card", 400)]
    public async Task Reply_and_problem_carry_the_request_s_trace(string how, int status)
    {
        var context = Asked("GET", false, null);
        context.Request.Path = "/api/nothing";
        context.Request.QueryString = new(how == "card" ? "?q=4012888888881881" : string.Empty);
        RequestDelegate inner = how switch
        {
            "refusal" => http => Answer.Problem(Refusal.Conflict("taken", "Taken.")).ExecuteAsync(http),
            "bad" => _ => throw new BadHttpRequestException("bad"),
            "away" => _ => throw new Cartwright.Kernel.StorageUnavailable("away", null),
            "bug" => _ => throw new InvalidOperationException("bug"),
            "card" => new CardGate(Teapot, new Cursors(new byte[32])).Invoke,
            _ => http =>
            {
                http.Response.StatusCode = 404;
                return Task.CompletedTask;
            },
        };
        using var activity = new Activity("request").Start();
        await new Errors(inner, NullLogger<Errors>.Instance, SecurityHeaders.Own).Invoke(context);
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(activity.TraceId.ToHexString(), context.Response.Headers["X-Request-Id"]);
        context.Response.Body.Position = 0;
        using var problem = await JsonDocument.ParseAsync(context.Response.Body);
        Assert.Equal(activity.TraceId.ToHexString(), problem.RootElement.GetProperty("trace_id").GetString());
    }

    private static Task Teapot(HttpContext context)
    {
        context.Response.StatusCode = 418;
        return Task.CompletedTask;
    }

    private static DefaultHttpContext Asked(string method, bool routed, Role? role)
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.Request.Method = method;
        context.Request.Path = "/api/orders/secret";
        context.Request.QueryString = new("?email=secret");
        if (routed)
        {
            context.SetEndpoint(new RouteEndpointBuilder(Teapot, RoutePatternFactory.Parse("/api/orders/{order_id}"), 0).Build());
        }

        if (role is { } one)
        {
            context.Features.Set(new Caller("user-7", "session", [one]));
        }

        return context;
    }

    private sealed class Lines : ILogger
    {
        public LogLevel Level { get; init; }

        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Level;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Said.Add(formatter(state, exception));
    }
}
