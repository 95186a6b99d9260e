// Every route of all ten modules, as staff meet it: each names a permission of the list, and lets in whoever has that one and nobody who
// has all the others.
using System.Text.Json;
using Cartwright.Kernel;
using Cartwright.Unit.Web;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Unit.House;

public sealed class StaffRoutesTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-routes-").FullName;
    private readonly TokenForge forge = new(new TestClock());
    private WebApplication app = null!;
    private List<(string Route, RouteEndpoint Endpoint, Access Access)> routes = [];

    public ValueTask InitializeAsync()
    {
        // Nothing of it is started: the routes alone are looked at.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["DataFolder"] = folder, ["Keys"] = folder });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddCartwrightWeb(builder.Configuration);
        builder.Services.AddSingleton<IIds>(new Ids(TimeProvider.System, System.Security.Cryptography.RandomNumberGenerator.Fill));
        foreach (var row in Cartwright.Host.Modules.All)
        {
            row.Module.Register(builder.Services, builder.Configuration);
        }

        app = builder.Build();
        foreach (var row in Cartwright.Host.Modules.All)
        {
            row.Module.Map(app);
        }

        routes =
        [
            .. ((IEndpointRouteBuilder)app)
                .DataSources.SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .Select(endpoint =>
                    (
                        $"{string.Join(',', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])} {endpoint.RoutePattern.RawText}",
                        endpoint,
                        endpoint.Metadata.GetMetadata<Access>()!
                    )
                ),
        ];
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_route_that_only_owners_could_call_names_a_permission()
    {
        Assert.True(routes.Count > 200, $"Only {routes.Count} routes were found.");
        var admin = new Caller("admin", "s", [Role.Admin]);
        var staff = new Caller("staff", "s", [Role.Staff], permissions: PermissionSet.Full);
        var shut = routes.Where(route =>
            !route.Access.IsAnyone && route.Access.Lets(admin) && !route.Access.Lets(staff)
            || !route.Access.IsAnyone
                && route.Access.Needs is null
                && route.Access.Lets(admin)
                && !route.Access.Lets(new Caller("c", "s", [Role.Customer]))
        );
        Assert.Empty(shut.Select(route => route.Route));
    }

    [Fact]
    public void Every_permission_opens_something()
    {
        var used = routes.SelectMany(route => route.Access.OfOthers.Append(route.Access.Needs ?? (Permission)(-1))).ToHashSet();
        Assert.Empty(Enum.GetValues<Permission>().Except(used));
    }

    [Fact]
    public void What_a_route_says_of_its_callers_names_the_permission() =>
        Assert.Empty(
            routes
                .Where(route =>
                    route.Access.Needs is { } needed && !route.Access.Text.Contains($"`{needed.Name()}`", StringComparison.Ordinal)
                )
                .Select(route => route.Route)
        );

    [Fact]
    public async Task Staff_without_the_permission_of_a_route_are_refused_by_its_name_and_with_it_alone_let_in()
    {
        foreach (var (route, endpoint, access) in routes.Where(route => route.Access.Needs is not null))
        {
            var needed = access.Needs!.Value;
            var (refused, body) = await Ask(endpoint, PermissionSet.Full.Without(needed));
            Assert.True(refused == 403, $"{route} answers {refused} to staff without {needed.Name()}.");
            var problem = JsonDocument.Parse(body).RootElement;
            Assert.Equal("permission_missing", problem.GetProperty("code").GetString());
            Assert.Equal(needed.Name(), problem.GetProperty("permission").GetString());
            var (let, _) = await Ask(endpoint, [needed]);
            Assert.True(let == 200, $"{route} answers {let} to staff with {needed.Name()} alone.");
        }
    }

    [Fact]
    public void The_list_of_permissions_is_in_the_order_of_its_names_and_each_preset_is_of_it()
    {
        var all = Enum.GetValues<Permission>();
        Assert.Equal(all, Permissions.All.Select(words => words.Permission));
        Assert.Equal(all.Length, Permissions.All.Select(words => words.Name).Distinct().Count());
        Assert.All(Permissions.All, words => Assert.Equal(words.Permission, Permissions.Parse(words.Name)));
        Assert.All(Permissions.Presets, preset => Assert.NotEqual(0, preset.Permissions.Count));
        Assert.Equal(all.Length, PermissionSet.Full.Count);
    }

    private async Task<(int Status, string Body)> Ask(RouteEndpoint endpoint, PermissionSet permissions)
    {
        var names = string.Join(',', permissions.Names.Select(name => $"\"{name}\""));
        var claims = forge.Claims("permissions", $"[{names}]").Replace("[\"customer\"]", "[\"staff\"]", StringComparison.Ordinal);
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        context.SetEndpoint(endpoint);
        context.Request.Headers.Authorization = "Bearer " + forge.Sign(TokenForge.Header, claims);
        await new AccessGate(_ => Task.CompletedTask, forge.Verifier).Invoke(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }
}
