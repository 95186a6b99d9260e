// The carts as a function on the Lambda Runtime API, their lines in DynamoDB, beside a shop that is always on: as deploy/serverless runs
// them.
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed class FunctionTests : IAsyncLifetime
{
    private static readonly TimeSpan ColdStart = TimeSpan.FromSeconds(85);
    private readonly string folder = HostProcess.NewFolder();
    private LambdaRuntime runtime = null!;
    private Process? function;

    public async ValueTask InitializeAsync() => runtime = await LambdaRuntime.Start();

    public async ValueTask DisposeAsync()
    {
        if (function is { HasExited: false })
        {
            function.Kill();
            await function.WaitForExitAsync();
        }

        function?.Dispose();
        await runtime.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_cart_is_changed_by_the_function_and_read_by_the_shop()
    {
        var inner = ServerProcess.FreePort();
        var dynamo = await DynamoServer.Shared;
        string[] common =
        [
            "--data",
            "postgres:" + await (await PostgresServer.Shared).CreateDatabase(),
            "--set",
            "Events=redis",
            "--set",
            "Redis=" + (await RedisServer.Shared).CreateDatabase(),
            "--set",
            "Carts:Store=dynamodb",
            "--set",
            "DynamoDb:ServiceUrl=" + dynamo.Url,
            "--set",
            "DynamoDb:Table=" + dynamo.NewTable(),
            "--set",
            "Service:Token=a-secret-that-the-function-and-the-shop-have-in-common",
        ];
        using var shop = new ShopProcess([
            "--demo",
            .. common,
            "--set",
            "DataFolder=" + Path.Combine(folder, "shop"),
            "--set",
            $"Wire:Port={inner}",
        ]);
        shop.Launch();
        await shop.Ready(whole: true);
        var guest = await Api.At(shop.Port).Patient().Guest();
        (string, string) token = ("authorization", "Bearer " + guest.Token);
        var watch = Stopwatch.StartNew();
        Start([
            .. common,
            "--set",
            "DataFolder=" + Path.Combine(folder, "function"),
            "--run",
            "carts",
            "--set",
            $"Elsewhere=http://localhost:{inner}",
            "--set",
            $"Wire:Port={ServerProcess.FreePort()}",
        ]);

        var added = await Answered(
            LambdaRuntime.Event(
                "POST",
                "/api/cart/me/items",
                """{"product_id":"1","quantity":2}""",
                headers: [token, ("content-type", "application/json")]
            ),
            ColdStart
        );
        TestContext.Current.SendDiagnosticMessage("cold start and first change: {0} ms", watch.ElapsedMilliseconds);
        Assert.True(added.Status == 201, added.Said.ToJsonString());

        var read = await Answered(LambdaRuntime.Event("GET", "/api/cart/me", headers: [token]));
        Assert.Equal((200, 2), (read.Status, (int)read.Json["total_items"]!));
        Assert.Equal((string)added.Said["headers"]!["etag"]!, (string)read.Said["headers"]!["etag"]!);
        Assert.Contains("default-src 'self'", (string)read.Said["headers"]!["content-security-policy"]!, StringComparison.Ordinal);

        // A body in base64, as API Gateway writes what it takes for binary.
        var body = Convert.ToBase64String("""{"quantity":3}"""u8.ToArray());
        var set = await Answered(
            LambdaRuntime.Event("PUT", "/api/cart/me/items/1", body, base64: true, headers: [token, ("content-type", "application/json")])
        );
        Assert.True(set.Status == 200, set.Said.ToJsonString());
        Assert.Equal(3, (int)(await guest.Get("/api/cart/me")).Expect(200).Json["total_items"]!);

        // No event, no token, nobody's path: each is answered, and the next goes on.
        var bad = await runtime.Invoke(Encoding.UTF8.GetBytes("""{"Records":[{"eventSource":"aws:sqs"}]}"""));
        Assert.Equal(("error", "Function.BadEvent"), (bad.End, bad.ErrorType));
        Assert.Equal(
            (401, "token_missing"),
            (await runtime.Invoke(LambdaRuntime.Event("GET", "/api/cart/me"))) is var none
                ? (none.Status, (string)none.Json["code"]!)
                : default
        );
        Assert.Equal(
            (404, "route_not_found"),
            (await runtime.Invoke(LambdaRuntime.Event("GET", "/api/orders", headers: [token]))) is var orders
                ? (orders.Status, (string)orders.Json["code"]!)
                : default
        );

        // What the shop changes the function sees: there is one cart.
        await guest.Add("2");
        Assert.Equal(4, (int)(await Answered(LambdaRuntime.Event("GET", "/api/cart/me", headers: [token]))).Json["total_items"]!);

        using var kill = Process.Start("kill", ["-TERM", function!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await function.WaitForExitAsync().WaitAsync(Api.Patience);
        Assert.Equal(0, function.ExitCode);
    }

    [Fact]
    public async Task A_function_that_cannot_start_tells_the_runtime_why()
    {
        Start("--data", folder, "--run", "carts");
        var told = await runtime.InitError.WaitAsync(ColdStart);
        Assert.Equal(("ConfigurationRefused", "ConfigurationRefused"), (told.ErrorType, (string)told.Said["errorType"]!));
        Assert.Contains("Elsewhere", (string)told.Said["errorMessage"]!, StringComparison.Ordinal);
        await function!.WaitForExitAsync().WaitAsync(ColdStart);
        Assert.Equal(2, function.ExitCode);
    }

    [Fact]
    public async Task A_function_whose_runtime_is_gone_ends_and_not_with_0()
    {
        // Any Run can be a function: here the whole shop.
        Start("--data", folder, "--demo");
        Assert.Equal(200, (await Answered(LambdaRuntime.Event("GET", "/api/products/1"), ColdStart)).Status);
        await runtime.DisposeAsync();
        await function!.WaitForExitAsync().WaitAsync(ColdStart);
        Assert.Equal(1, function.ExitCode);
    }

    /// <summary>As the shop's clients do: whoever hears that somebody is away or late comes again.</summary>
    private async Task<FunctionEnd> Answered(JsonObject invocation, TimeSpan? time = null)
    {
        for (var until = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            var end = await runtime.Invoke(invocation, time);
            if (end.End != "response" || end.Status is not (503 or 504) || DateTime.UtcNow > until)
            {
                return end;
            }
        }
    }

    private void Start(params string[] options)
    {
        var start = new ProcessStartInfo(ShopProcess.Program, ["serve", .. options]);
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = runtime.Address;

        // As the image has it; a function listens where nobody else asks, whatever is said.
        start.Environment["Listen"] = "0.0.0.0";
        start.Environment["Port"] = "8080";
        function = Process.Start(start);
    }
}
