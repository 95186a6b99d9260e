// The server against callers that are wrong, hostile, slow or strangers; over real HTTP/2.
using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Cartwright.Unit.Wire;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class ServerTests : IAsyncLifetime
{
    private const string Reserve = "/cartwright.v1.Inventory/Reserve";
    private readonly StubInventory inventory = new();
    private readonly KeptLogs logs = new();
    private InnerServer server = null!;

    public async ValueTask InitializeAsync() => server = await InnerServer.Of(inventory, log: logs);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_proper_call_is_answered_with_one_frame_and_status_zero()
    {
        var answer = await server.Send(Reserve, InnerServer.Frame(new ReserveRequest { ReservationId = "r" }));
        Assert.Equal((HttpStatusCode.OK, "0", null), (answer.Http, answer.Status, answer.Message));
        Assert.Equal(InnerServer.Frame(new ReserveReply { ExpiresUnixMs = 42 }), answer.Body);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web+proto")]
    [InlineData("application/grpc+json")]
    public async Task Another_content_type_is_an_http_415(string type)
    {
        var answer = await server.Send(Reserve, [], request => Replace(request, type));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, null), (answer.Http, answer.Status));
    }

    [Fact]
    public async Task Another_method_is_an_http_405() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.Send(Reserve, [], request => request.Method = HttpMethod.Put)).Http);

    [Theory]
    [InlineData("/cartwright.v1.Inventory/Steal")]
    [InlineData("/cartwright.v1.Payments/Refund")]
    [InlineData("/cartwright.v1.inventory/Reserve")]
    [InlineData("/cartwright.v1.Inventory/Reserve/")]
    [InlineData("/api/products")]
    [InlineData("/")]
    public async Task An_unknown_call_is_unimplemented(string path) =>
        await server.Refuses(StatusCode.Unimplemented, path, InnerServer.Frame([]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(InnerServer.Token + "x")]
    [InlineData("The-token-of-these-tests-0123456789abcdef")]
    public async Task A_missing_and_a_wrong_token_get_the_same_answer_whatever_is_asked(string? token)
    {
        foreach (var path in new[] { Reserve, "/cartwright.v1.Inventory/Steal" })
        {
            var answer = await server.Send(path, InnerServer.Frame([]), token: token);
            Assert.Equal(("16", "The service token is missing or does not hold."), (answer.Status, answer.Message));
        }

        Assert.Equal(0, inventory.Asked);
    }

    [Fact]
    public async Task A_token_that_comes_twice_or_under_another_scheme_or_is_huge_does_not_hold()
    {
        Assert.Equal(
            "16",
            (
                await server.Send(
                    Reserve,
                    [],
                    request =>
                        request.Headers.TryAddWithoutValidation(
                            "authorization",
                            ["Bearer " + InnerServer.Token, "Bearer " + InnerServer.Token]
                        ),
                    token: null
                )
            ).Status
        );
        Assert.Equal(
            "16",
            (
                await server.Send(
                    Reserve,
                    [],
                    request => request.Headers.TryAddWithoutValidation("authorization", "Basic " + InnerServer.Token),
                    token: null
                )
            ).Status
        );
        Assert.Equal("16", (await server.Send(Reserve, [], token: new string('x', 10_000))).Status);
    }

    [Fact]
    public async Task A_shoppers_token_opens_nothing()
    {
        await using var shop = await Identity.Shop.Open();
        var admin = (await shop.SignedIn()).AccessToken;
        Assert.Equal(3, admin.Split('.').Length);
        await server.Refuses(StatusCode.Unauthenticated, Reserve, InnerServer.Frame([]), token: admin);
        Assert.Equal(0, inventory.Asked);
    }

    [Fact]
    public async Task Who_holds_the_token_may_ask_what_there_is_and_nobody_else()
    {
        using var channel = GrpcChannel.ForAddress(server.Address);
        var asking = new ServerReflection.ServerReflectionClient(channel);
        async Task<ServerReflectionResponse> Ask(ServerReflectionRequest question, string token)
        {
            using var call = asking.ServerReflectionInfo(new Metadata { { "authorization", "Bearer " + token } });
            try
            {
                await call.RequestStream.WriteAsync(question);
                await call.RequestStream.CompleteAsync();
            }
            catch (RpcException) when (token != InnerServer.Token)
            {
                // Refused before it was written; why, the answer says.
            }

            return await call.ResponseStream.MoveNext(default)
                ? call.ResponseStream.Current
                : throw new InvalidOperationException("No answer came.");
        }

        var listed = (await Ask(new() { ListServices = "*" }, InnerServer.Token)).ListServicesResponse.Service.Select(service =>
            service.Name
        );
        Assert.Equal(["cartwright.v1.Inventory", "grpc.health.v1.Health"], listed.Order());
        var file = (await Ask(new() { FileContainingSymbol = "cartwright.v1.Inventory" }, InnerServer.Token))
            .FileDescriptorResponse
            .FileDescriptorProto;
        Assert.Contains(
            file,
            one => FileDescriptorProto.Parser.ParseFrom(one).Service.Any(service => service.Method.Any(method => method.Name == "Reserve"))
        );
        Assert.Equal(
            StatusCode.Unauthenticated,
            (await Assert.ThrowsAsync<RpcException>(() => Ask(new() { ListServices = "*" }, "wrong"))).StatusCode
        );
    }

    [Fact]
    public async Task What_comes_in_on_one_port_never_reaches_the_other()
    {
        await using var both = await InnerServer.Of(inventory, beside: app => app.MapPost("/{**any}", () => "public"));
        Assert.NotEqual(both.Address, both.PublicAddress);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        async Task<string> Post(Uri address, string path)
        {
            using var body = new ByteArrayContent(InnerServer.Frame([]));
            body.Headers.TryAddWithoutValidation("content-type", "application/grpc");
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = body,
            };
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + InnerServer.Token);
            using var response = await http.SendAsync(request, default);
            return await response.Content.ReadAsStringAsync();
        }

        Assert.Equal("public", await Post(both.PublicAddress, Reserve));
        Assert.Equal(0, inventory.Asked);
        Assert.Equal(string.Empty, await Post(both.Address, "/api/orders"));
        Assert.DoesNotContain("public", await Post(both.Address, Reserve), StringComparison.Ordinal);
        Assert.Equal(1, inventory.Asked);
    }

    [Theory]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("-5S")]
    [InlineData("5 S")]
    [InlineData("5.0S")]
    [InlineData("123456789S")]
    public async Task A_timeout_that_cannot_be_read_is_refused(string text)
    {
        await server.Refuses(
            StatusCode.InvalidArgument,
            Reserve,
            InnerServer.Frame([]),
            request => request.Headers.TryAddWithoutValidation("grpc-timeout", text)
        );
        Assert.Equal(0, inventory.Asked);
    }

    [Theory]
    [InlineData("1H")]
    [InlineData("2M")]
    [InlineData("30000000u")]
    [InlineData("99999999H")]
    public async Task Timeouts_of_all_units_are_read(string text) =>
        Assert.Equal(
            "0",
            (
                await server.Send(Reserve, InnerServer.Frame([]), request => request.Headers.TryAddWithoutValidation("grpc-timeout", text))
            ).Status
        );

    // Eight digits of nanoseconds are a tenth of a second at most, which may be over before a busy machine has answered.
    [Fact]
    public async Task A_timeout_in_nanoseconds_is_read() =>
        Assert.Contains(
            (
                await server.Send(
                    Reserve,
                    InnerServer.Frame([]),
                    request => request.Headers.TryAddWithoutValidation("grpc-timeout", "99999999n")
                )
            ).Status,
            new[] { "0", "4" }
        );

    [Theory]
    [InlineData("Application/gRPC+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task The_content_type_may_name_protobuf_and_have_parameters(string type) =>
        Assert.Equal("0", (await server.Send(Reserve, InnerServer.Frame([]), request => Replace(request, type))).Status);

    [Fact]
    public async Task A_message_that_is_none_is_refused_with_a_code()
    {
        var answer = await server.Refuses(StatusCode.InvalidArgument, Reserve, InnerServer.Frame([0xff, 0xff, 0xff]));
        Assert.Equal("malformed_message", answer.Refused?.Code);
        Assert.Equal(0, inventory.Asked);
    }

    [Fact]
    public async Task The_longest_message_is_read_and_a_longer_one_refused_before_it_is_sent()
    {
        var longest = new ReserveRequest { ReservationId = new string('r', Limits.WireMessageBytesMax - 5) };
        Assert.Equal("0", (await server.Send(Reserve, InnerServer.Frame(longest))).Status);
        Assert.Equal(1, inventory.Asked);

        // Only the head comes; the rest is waited for by nobody.
        await server.Refuses(
            StatusCode.ResourceExhausted,
            Reserve,
            new EndlessContent(InnerServer.Frame([], length: Limits.WireMessageBytesMax + 1))
        );
    }

    [Fact]
    public async Task A_timeout_that_is_none_is_refused_and_one_of_zero_has_passed()
    {
        await server.Refuses(
            StatusCode.InvalidArgument,
            Reserve,
            InnerServer.Frame([]),
            request => request.Headers.TryAddWithoutValidation("grpc-timeout", "soon")
        );
        foreach (var passed in new[] { "0n", "0S", "99n", "00000000H" })
        {
            await server.Refuses(
                StatusCode.DeadlineExceeded,
                Reserve,
                InnerServer.Frame([]),
                request => request.Headers.TryAddWithoutValidation("grpc-timeout", passed)
            );
        }

        Assert.Equal(0, inventory.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deadline_cancels_the_call_and_is_told_even_when_the_call_does_not_listen(bool listens)
    {
        var entered = new TaskCompletionSource();
        var never = new TaskCompletionSource<Outcome<ReserveReply>>();
        inventory.OnReserve = (_, cancel) =>
        {
            entered.TrySetResult();
            return listens ? never.Task.WaitAsync(cancel) : never.Task;
        };

        // On a busy machine the deadline may pass before the call is there: then it is called again with a longer one.
        for (var seconds = 1; !entered.Task.IsCompleted; seconds *= 2)
        {
            Assert.InRange(seconds, 1, 64);
            var timeout = $"{seconds}S";
            var calling = server.Refuses(
                StatusCode.DeadlineExceeded,
                Reserve,
                InnerServer.Frame([]),
                request => request.Headers.TryAddWithoutValidation("grpc-timeout", timeout)
            );
            await calling.WaitAsync(TimeSpan.FromMinutes(2));
        }

        // A server waits for what still runs when it stops.
        never.TrySetCanceled(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_waited_for_until_the_deadline()
    {
        var content = new EndlessContent([0, 0]);
        var status = "4";
        var failure = await Record.ExceptionAsync(async () =>
            status = (
                await server
                    .Send(Reserve, content, request => request.Headers.TryAddWithoutValidation("grpc-timeout", "300m"))
                    .WaitAsync(TimeSpan.FromSeconds(30))
            ).Status
        );

        // The status goes out and then the stream is cancelled; which of the two this client tells depends on what it reads first.
        Assert.True(failure is null || failure.GetBaseException() is HttpProtocolException { ErrorCode: 8 }, failure?.ToString());
        Assert.Equal("4", status);
        Assert.Equal(0, inventory.Asked);
    }

    [Fact]
    public async Task A_caller_that_leaves_cancels_the_call()
    {
        var left = new TaskCompletionSource();
        inventory.OnReserve = async (_, cancel) =>
        {
            await using var leaving = cancel.Register(left.SetResult);
            await left.Task;
            cancel.ThrowIfCancellationRequested();
            return new ReserveReply();
        };
        using var patience = new CancellationTokenSource();
        var calling = server.Send(Reserve, new ByteArrayContent(InnerServer.Frame([])), cancel: patience.Token);
        Assert.True(SpinWait.SpinUntil(() => inventory.Asked == 1, TimeSpan.FromMinutes(2)));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_bug_is_internal_and_its_details_stay_here()
    {
        var answer = await server.Refuses(StatusCode.Internal, "/cartwright.v1.Inventory/Settle", InnerServer.Frame([]));
        Assert.DoesNotContain("secret", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_that_cannot_and_too_much_work_are_unavailable()
    {
        inventory.OnReserve = (_, _) => throw new StorageUnavailable("The store of inventory cannot be read now.");
        await server.Refuses(StatusCode.Unavailable, Reserve, InnerServer.Frame([]));
        inventory.OnReserve = (_, _) => throw new Overloaded("Too much.");
        await server.Refuses(StatusCode.Unavailable, Reserve, InnerServer.Frame([]));
    }

    [Fact]
    public async Task A_refusal_has_a_status_for_strangers_and_is_whole_for_us()
    {
        inventory.OnReserve = (_, _) =>
            Task.FromResult<Outcome<ReserveReply>>(
                Refusal.Conflict("out_of_stock", "Nur 3 übrig: 100%", new JsonObject { ["available"] = 3 }) with
                {
                    RetryAfterSeconds = 7,
                }
            );
        var answer = await server.Send(Reserve, InnerServer.Frame([]));
        Assert.Equal(("9", "Nur 3 %C3%BCbrig: 100%25"), (answer.Status, answer.Message));
        Assert.Equal(
            (RefusalKind.Conflict, "out_of_stock", "Nur 3 übrig: 100%", 7),
            (answer.Refused!.Kind, answer.Refused.Code, answer.Refused.Detail, answer.Refused.RetryAfterSeconds)
        );
        Assert.Equal(3, (int)answer.Refused.Facts!["available"]!);
    }

    [Fact]
    public async Task A_refusal_larger_than_trailers_may_be_goes_without_its_facts()
    {
        inventory.OnReserve = (_, _) =>
            Task.FromResult<Outcome<ReserveReply>>(
                Refusal.Conflict("out_of_stock", "No.", new JsonObject { ["lines"] = new string('x', Limits.WireRefusalBytesMax) })
            );
        var answer = await server.Send(Reserve, InnerServer.Frame([]));
        Assert.Equal(("out_of_stock", null), (answer.Refused!.Code, answer.Refused.Facts));
    }

    private static void Replace(HttpRequestMessage request, string contentType)
    {
        request.Content!.Headers.Remove("content-type");
        request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
    }
}
