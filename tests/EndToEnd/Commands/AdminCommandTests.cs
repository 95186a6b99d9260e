// The first administrator of a shop, and the way back in for one: by the link of the start, and from the command line beside the running
// shop.
using System.Text.RegularExpressions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed partial class AdminCommandTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_shop_without_an_administrator_gets_one_beside_itself_and_one_who_lost_the_way_in_gets_back()
    {
        await using var host = await HostProcess.StartOne("--no-demo");
        var api = Api.At(host);
        var first = Link().Match(await host.Said("first-administrator?token="));
        Assert.StartsWith(
            host.Address.ToString() + "first-administrator?token=",
            first.Value.Replace("127.0.0.1", "localhost", StringComparison.Ordinal),
            StringComparison.Ordinal
        );

        // Beside the running shop.
        var (code, output) = await HostProcess.Run("admin", "create", "--email", "boss@example.com", "--data", host.Folder);
        Assert.True(code == 0, output);
        (await api.Post("/api/auth/password/reset", $$"""{"token":"{{Token(output)}}","password":"{{Password}}"}""")).Expect(204);
        var boss = await api.SignIn("boss@example.com", Password);
        (await boss.Get("/api/users")).Expect(200);

        // There is an administrator, so the link of the start makes no other.
        var late = await api.Post(
            "/api/auth/first-administrator",
            $$"""{"token":"{{first.Groups[1].Value}}","email":"eve@example.com","password":"{{Password}}","name":"Eve"}"""
        );
        Assert.Equal((400, "link_invalid"), (late.Status, late.Code));

        // What the running shop has in memory, it hears: the boss is out although nobody told the process.
        (code, output) = await HostProcess.Run("admin", "reset", "--email", "boss@example.com", "--data", host.Folder);
        Assert.True(code == 0, output);
        using var patience = new CancellationTokenSource(Api.Patience);
        while ((await boss.Get("/api/users/me")).Status != 401)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Api.Pause();
        }

        (await api.Post("/api/auth/login", $$"""{"email":"boss@example.com","password":"{{Password}}"}""")).Expect(401);
        (await api.Post("/api/auth/password/reset", $$"""{"token":"{{Token(output)}}","password":"{{Password}}"}""")).Expect(204);

        (code, output) = await HostProcess.Run("admin", "create", "--email", "BOSS@example.com", "--data", host.Folder);
        Assert.Equal((2, true), (code, output.Contains("--promote", StringComparison.Ordinal)));
        var nowhere = Directory.CreateTempSubdirectory("cartwright-e2e-").FullName;
        (code, output) = await HostProcess.Run("admin", "create", "--email", "boss@example.com", "--data", nowhere);
        Assert.Equal((2, true), (code, output.Contains("Start the shop on these data once", StringComparison.Ordinal)));
        Assert.Empty(Directory.GetFiles(nowhere));
        Directory.Delete(nowhere);
    }

    private static string Token(string output) => Link().Match(output).Groups[1].Value;

    [GeneratedRegex(@"http://[^\s]+/(?:first-administrator|reset-password)\?token=([\w-]+)")]
    private static partial Regex Link();
}
