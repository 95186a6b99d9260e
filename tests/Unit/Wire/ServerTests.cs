// The server against callers that are wrong, hostile, slow or strangers; over real HTTP/2.
using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Grpc.Core;
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
    public async Task An_unknown_call_is_unimplemented(string path) => await Refuses(StatusCode.Unimplemented, path, InnerServer.Frame([]));

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
        Assert.Equal("16", (await server.Send(Reserve, [], request => request.Headers.TryAddWithoutValidation("authorization", ["Bearer " + InnerServer.Token, "Bearer " + InnerServer.Token]), token: null)).Status);
        Assert.Equal("16", (await server.Send(Reserve, [], request => request.Headers.TryAddWithoutValidation("authorization", "Basic " + InnerServer.Token), token: null)).Status);
        Assert.Equal("16", (await server.Send(Reserve, [], token: new string('x', 10_000))).Status);
    }

    [Fact]
    public async Task A_shoppers_token_opens_nothing()
    {
        await using var shop = await Identity.Shop.Open();
        var admin = (await shop.SignedIn()).AccessToken;
        Assert.Equal(3, admin.Split('.').Length);
        await Refuses(StatusCode.Unauthenticated, Reserve, InnerServer.Frame([]), token: admin);
        Assert.Equal(0, inventory.Asked);
    }

    [Theory]
    [InlineData(0, StatusCode.Unimplemented)]
    [InlineData(3, StatusCode.Internal)]
    [InlineData(6, StatusCode.Internal)]
    public async Task A_body_without_one_whole_message_is_refused(int bytes, StatusCode status)
    {
        await Refuses(status, Reserve, InnerServer.Frame(new byte[10])[..bytes]);
        Assert.Equal(0, inventory.Asked);
    }

    [Fact]
    public async Task Two_messages_are_refused() => await Refuses(StatusCode.Unimplemented, Reserve, [.. InnerServer.Frame([]), .. InnerServer.Frame([])]);

    [Fact]
    public async Task A_compressed_message_is_told_what_is_read()
    {
        var answer = await Refuses(StatusCode.Unimplemented, Reserve, InnerServer.Frame([1, 2], flag: 1));
        Assert.Equal("identity", answer.Headers.GetValues("grpc-accept-encoding").Single());
    }

    [Fact]
    public async Task A_message_that_is_none_is_refused_with_a_code()
    {
        var answer = await Refuses(StatusCode.InvalidArgument, Reserve, InnerServer.Frame([0xff, 0xff, 0xff]));
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
        await Refuses(StatusCode.ResourceExhausted, Reserve, new EndlessContent(InnerServer.Frame([], length: Limits.WireMessageBytesMax + 1)));
    }

    [Fact]
    public async Task A_timeout_that_is_none_is_refused_and_one_of_zero_has_passed()
    {
        await Refuses(StatusCode.InvalidArgument, Reserve, InnerServer.Frame([]), request => request.Headers.TryAddWithoutValidation("grpc-timeout", "soon"));
        await Refuses(StatusCode.DeadlineExceeded, Reserve, InnerServer.Frame([]), request => request.Headers.TryAddWithoutValidation("grpc-timeout", "0n"));
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
            entered.SetResult();
            return listens ? never.Task.WaitAsync(cancel) : never.Task;
        };
        var calling = Refuses(StatusCode.DeadlineExceeded, Reserve, InnerServer.Frame([]), request => request.Headers.TryAddWithoutValidation("grpc-timeout", "500m"));
        await entered.Task;
        await calling.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_waited_for_until_the_deadline()
    {
        var content = new EndlessContent([0, 0]);
        var calling = Refuses(StatusCode.DeadlineExceeded, Reserve, content, request => request.Headers.TryAddWithoutValidation("grpc-timeout", "300m"));
        await content.Sent;
        await calling.WaitAsync(TimeSpan.FromSeconds(30));
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
        SpinWait.SpinUntil(() => inventory.Asked == 1, TimeSpan.FromSeconds(30));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_bug_is_internal_and_its_details_stay_here()
    {
        var answer = await Refuses(StatusCode.Internal, "/cartwright.v1.Inventory/Settle", InnerServer.Frame([]));
        Assert.DoesNotContain("secret", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_that_cannot_and_too_much_work_are_unavailable()
    {
        inventory.OnReserve = (_, _) => throw new StorageUnavailable("The store of inventory cannot be read now.");
        await Refuses(StatusCode.Unavailable, Reserve, InnerServer.Frame([]));
        inventory.OnReserve = (_, _) => throw new Overloaded("Too much.");
        await Refuses(StatusCode.Unavailable, Reserve, InnerServer.Frame([]));
    }

    [Fact]
    public async Task A_refusal_has_a_status_for_strangers_and_is_whole_for_us()
    {
        inventory.OnReserve = (_, _) => Task.FromResult<Outcome<ReserveReply>>(Refusal.Conflict("out_of_stock", "Nur 3 übrig: 100%", new JsonObject { ["available"] = 3 }) with { RetryAfterSeconds = 7 });
        var answer = await server.Send(Reserve, InnerServer.Frame([]));
        Assert.Equal(("9", "Nur 3 %C3%BCbrig: 100%25"), (answer.Status, answer.Message));
        Assert.Equal((RefusalKind.Conflict, "out_of_stock", "Nur 3 übrig: 100%", 7), (answer.Refused!.Kind, answer.Refused.Code, answer.Refused.Detail, answer.Refused.RetryAfterSeconds));
        Assert.Equal(3, (int)answer.Refused.Facts!["available"]!);
    }

    [Fact]
    public async Task A_refusal_larger_than_trailers_may_be_goes_without_its_facts()
    {
        inventory.OnReserve = (_, _) => Task.FromResult<Outcome<ReserveReply>>(Refusal.Conflict("out_of_stock", "No.", new JsonObject { ["lines"] = new string('x', Limits.WireRefusalBytesMax) }));
        var answer = await server.Send(Reserve, InnerServer.Frame([]));
        Assert.Equal(("out_of_stock", null), (answer.Refused!.Code, answer.Refused.Facts));
    }

    private static void Replace(HttpRequestMessage request, string contentType)
    {
        request.Content!.Headers.Remove("content-type");
        request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
    }

    private Task<RawAnswer> Refuses(StatusCode status, string path, byte[] body, Action<HttpRequestMessage>? change = null, string? token = InnerServer.Token) =>
        Refuses(status, path, new ByteArrayContent(body), change, token);

    private async Task<RawAnswer> Refuses(StatusCode status, string path, HttpContent body, Action<HttpRequestMessage>? change = null, string? token = InnerServer.Token)
    {
        var answer = await server.Send(path, body, change, token);
        Assert.Equal((HttpStatusCode.OK, ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)), (answer.Http, answer.Status));
        Assert.Empty(answer.Body);
        return answer;
    }

    /// <summary>Sends some bytes and then neither more nor an end.</summary>
    private sealed class EndlessContent(byte[] start) : HttpContent
    {
        private readonly TaskCompletionSource sent = new();

        public Task Sent => sent.Task;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(start, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            sent.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
