// The gate: who is let in, what the others are told, and that a forgotten statement stops the start-up.
using System.Text.Json;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Cartwright.Unit.Web;

public sealed class AccessTests
{
    private readonly TokenForge forge = new(new TestClock());

    [Theory]
    [InlineData("anyone", null, 200, null)]
    [InlineData("anyone", "good", 200, null)]
    [InlineData("anyone", "bad", 200, null)]
    [InlineData("token", null, 401, "token_missing")]
    [InlineData("token", "bad", 401, "token_invalid")]
    [InlineData("token", "expired", 401, "token_expired")]
    [InlineData("token", "two", 401, "token_invalid")]
    [InlineData("token", "good", 200, null)]
    [InlineData("admin", null, 401, "token_missing")]
    [InlineData("admin", "good", 403, "role_missing")]
    [InlineData("customer", "good", 200, null)]
    public async Task A_route_lets_in_whom_it_names(string route, string? token, int status, string? code)
    {
        var access = route switch
        {
            "anyone" => Stated(r => r.Anyone()),
            "token" => Stated(r => r.WithToken()),
            "admin" => Stated(r => r.Only(Role.Admin, Role.Vendor)),
            _ => Stated(r => r.Only(Role.Customer)),
        };
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.SetEndpoint(access);
        context.Request.Headers.Authorization = token switch
        {
            null => default(Microsoft.Extensions.Primitives.StringValues),
            "good" => "Bearer " + forge.Good(),
            "expired" => "Bearer " + forge.Sign(TokenForge.Header, forge.Claims("exp", $"{forge.Now - 1}")),
            "two" => new Microsoft.Extensions.Primitives.StringValues(["Bearer " + forge.Good(), "Bearer " + forge.Good()]),
            _ => "Bearer x.y.z",
        };
        var reached = false;
        await new AccessGate(
            _ =>
            {
                reached = true;
                return Task.CompletedTask;
            },
            forge.Verifier
        ).Invoke(context);
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(status == 200, reached);
        Assert.Equal(token == "good", context.CallerOrNull() is not null);
        Assert.Equal(status == 401, context.Response.Headers.WWWAuthenticate.Count == 1);
        if (code is not null)
        {
            context.Response.Body.Position = 0;
            var problem = await JsonDocument.ParseAsync(context.Response.Body, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
            Assert.Equal("application/problem+json", context.Response.ContentType);
        }
    }

    [Fact]
    public void A_route_without_a_statement_is_found()
    {
        var source = new DefaultEndpointDataSource(Stated(r => r.Anyone()), Stated(r => r));
        Assert.Single(EndpointAudit.Unstated([source]));
    }

    [Theory]
    [InlineData("me", "user-1", "user-1")]
    [InlineData("user-1", "user-1", "user-1")]
    [InlineData("user-2", "user-1", null)]
    [InlineData("user-2", "admin", "user-2")]
    [InlineData("user-2", "staff", "user-2")]
    [InlineData("user-2", "packer", null)]
    [InlineData("ME", "user-1", null)]
    public void What_belongs_to_another_is_not_there(string routeUserId, string callerId, string? owner)
    {
        var caller = new Caller(
            callerId,
            "s",
            [
                callerId switch
                {
                    "admin" => Role.Admin,
                    "staff" or "packer" => Role.Staff,
                    _ => Role.Customer,
                },
            ],
            permissions: callerId == "packer" ? [Permission.StockView] : [Permission.CartsView]
        );
        var outcome = caller.Owner(routeUserId, "cart_not_found", Permission.CartsView);
        if (owner is null)
        {
            Assert.Equal((404, "cart_not_found"), ((int)outcome.Refused!.Kind, outcome.Refused.Code));
        }
        else
        {
            Assert.Equal(owner, outcome.Value);
        }
    }

    private static RouteEndpoint Stated(Func<Route, Route> state)
    {
        var route = new Route();
        state(route);
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse("/x"), 0);
        foreach (var convention in route.Conventions)
        {
            convention(builder);
        }

        return (RouteEndpoint)builder.Build();
    }

    private sealed class Route : IEndpointConventionBuilder
    {
        public List<Action<EndpointBuilder>> Conventions { get; } = [];

        public void Add(Action<EndpointBuilder> convention) => Conventions.Add(convention);
    }
}
