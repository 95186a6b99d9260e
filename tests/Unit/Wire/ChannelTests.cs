// The channel: what it makes of replies, refusals, outages and servers that are none; how often it asks again, and when it stops.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Wire;

public sealed class ChannelTests : IAsyncLifetime
{
    private readonly StubInventory inventory = new();
    private readonly List<IDisposable> opened = [];
    private InnerServer server = null!;

    public async ValueTask InitializeAsync() => server = await InnerServer.Of(inventory);

    public async ValueTask DisposeAsync()
    {
        opened.ForEach(one => one.Dispose());
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_reply_comes_back_and_the_request_arrives_as_it_was()
    {
        var sent = new ReserveRequest
        {
            RequestId = "ü",
            ReservationId = "r",
            HoldSeconds = 60,
            Lines =
            {
                new StockLine { ProductId = "1", Quantity = 2 },
            },
        };
        ReserveRequest? arrived = null;
        inventory.OnReserve = (request, _) =>
        {
            arrived = request;
            return Task.FromResult<Outcome<ReserveReply>>(new ReserveReply { ExpiresUnixMs = 42 });
        };
        Assert.Equal(42, (await At(server.Address).Reserve(sent, default)).Value.ExpiresUnixMs);
        Assert.Equal(sent, arrived);
    }

    [Fact]
    public async Task An_empty_reply_and_one_as_large_as_may_be_come_back()
    {
        // As the contract has it, but without the bound of two seconds that pages put up with.
        var patient = new WireMethod<IInventory, CheckAvailabilityRequest, CheckAvailabilityReply>(
            "CheckAvailability",
            (on, request, cancel) => on.CheckAvailability(request, cancel)
        );
        var channel = new ElsewhereChannel<IInventory>(Module(server.Address), InventoryOverWire.Service);
        Task<Outcome<CheckAvailabilityReply>> Check() => channel.Call(patient, new CheckAvailabilityRequest(), default).AsTask();
        Assert.Empty((await Check()).Value.Products);
        var large = new CheckAvailabilityReply
        {
            Products = { new Availability { ProductId = new string('p', Limits.WireMessageBytesMax - 10) } },
        };
        inventory.OnCheck = _ => large;
        Assert.Equal(large, (await Check()).Value);
        inventory.OnCheck = _ => new CheckAvailabilityReply { Products = { large.Products[0], large.Products[0] } };
        Fails("module_failed", await Check());
    }

    [Fact]
    public async Task A_refusal_comes_back_whole_and_is_never_repeated()
    {
        foreach (var kind in Enum.GetValues<RefusalKind>())
        {
            var refused = new Refusal(kind, "some_code", "Größe\n100%")
            {
                Facts = new JsonObject { ["lines"] = new JsonArray(1, "two") },
                RetryAfterSeconds = 3,
            };
            inventory.OnReserve = (_, _) => Task.FromResult<Outcome<ReserveReply>>(refused);
            var before = inventory.Asked;
            var back = (await At(server.Address).Reserve(new(), default)).Refused!;
            Assert.Equal(
                (refused with { Facts = null }, refused.Facts.ToJsonString()),
                (back with { Facts = null }, back.Facts!.ToJsonString())
            );
            Assert.Equal(before + 1, inventory.Asked);
        }
    }

    [Fact]
    public async Task An_outage_is_repeated_with_the_same_request()
    {
        var arrived = new List<ReserveRequest>();
        inventory.OnReserve = (request, _) =>
        {
            arrived.Add(request);
            return arrived.Count < 3
                ? throw new StorageUnavailable("Not now.")
                : Task.FromResult<Outcome<ReserveReply>>(new ReserveReply());
        };
        Assert.Null((await At(server.Address).Reserve(new() { RequestId = "same" }, default)).Refused);
        Assert.Equal(["same", "same", "same"], arrived.Select(request => request.RequestId));
    }

    [Fact]
    public async Task An_outage_that_lasts_is_unavailable_and_never_anything_else()
    {
        inventory.OnReserve = (_, _) => throw new Overloaded("Too much.");
        Fails("module_unavailable", await At(server.Address).Reserve(new(), default));
        Assert.Equal(3, inventory.Asked);
    }

    [Fact]
    public async Task A_bug_over_there_is_not_repeated() => Fails("module_failed", await At(server.Address).Settle(new(), default));

    [Fact]
    public async Task Nobody_listening_is_unavailable() =>
        Fails("module_unavailable", await At(new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}")).Reserve(new(), default));

    [Fact]
    public async Task A_server_that_hangs_up_is_asked_again()
    {
        var times = 0;
        await using var rude = await InnerServer.Of(async context =>
        {
            if (++times < 3)
            {
                context.Abort();
                return;
            }

            await Answer(context, InnerServer.Frame(new ReserveReply()), "0");
        });
        Assert.Null((await At(rude.Address).Reserve(new(), default)).Refused);
        Assert.Equal(3, times);
    }

    [Fact]
    public async Task A_reply_without_its_status_is_an_outage()
    {
        await using var cut = await InnerServer.Of(context => Answer(context, InnerServer.Frame(new ReserveReply()), null));
        Fails("module_unavailable", await At(cut.Address).Reserve(new(), default));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 0 }, "0")]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 0 }, "0")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "0")]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0xff }, "0")]
    [InlineData(new byte[] { 0, 0xff, 0xff, 0xff, 0xff }, "0")]
    [InlineData(new byte[] { 0, 0 }, "0")]
    [InlineData(new byte[] { }, "0")]
    [InlineData(new byte[] { }, "2")]
    [InlineData(new byte[] { }, "99")]
    [InlineData(new byte[] { }, "-1")]
    [InlineData(new byte[] { }, "ok")]
    public async Task What_cannot_be_an_answer_is_module_failed_at_once(byte[] body, string status)
    {
        var asked = 0;
        await using var odd = await InnerServer.Of(context =>
        {
            asked++;
            return Answer(context, body, status);
        });
        Fails("module_failed", await At(odd.Address).Reserve(new(), default));
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("!!! no base64 !!!")]
    [InlineData("bm8ganNvbg==")]
    [InlineData("W10=")]
    [InlineData("e30=")]
    [InlineData("bnVsbA==")]
    [InlineData("eyJraW5kIjo5OTksImNvZGUiOiJjIiwiZGV0YWlsIjoiZCJ9")]
    [InlineData("eyJraW5kIjo0MDAsImNvZGUiOiJjIiwiZGV0YWlsIjpudWxsfQ==")]
    [InlineData("eyJraW5kIjo0MDAsImNvZGUiOiJjIiwiZGV0YWlsIjoiZCIsImZhY3RzIjpbXX0=")]
    public async Task A_refusal_that_cannot_be_read_is_module_failed(string trailer)
    {
        await using var odd = await InnerServer.Of(context =>
        {
            context.Response.Headers["cartwright-refusal-bin"] = trailer;
            return Answer(context, [], "9");
        });
        Fails("module_failed", await At(odd.Address).Reserve(new(), default));
    }

    [Theory]
    [InlineData(200, "module_failed")]
    [InlineData(404, "module_failed")]
    [InlineData(503, "module_unavailable")]
    public async Task What_stands_between_and_speaks_no_grpc_is_not_taken_for_an_answer(int http, string code)
    {
        await using var proxy = await InnerServer.Of(async context =>
        {
            context.Response.StatusCode = http;
            await context.Response.WriteAsync("<html>");
        });
        Fails(code, await At(proxy.Address).Reserve(new(), default));
    }

    [Fact]
    public async Task A_public_port_instead_of_the_inner_one_is_named_in_the_log()
    {
        var asked = 0;
        await using var shop = await InnerServer.Of(
            context =>
            {
                asked++;
                return context.Response.WriteAsync("hello");
            },
            HttpProtocols.Http1
        );
        var log = new KeptLog<ElsewhereModule>();
        Fails("module_failed", await At(shop.Address, log: log).Reserve(new(), default));
        Assert.Equal(0, asked);
        var line = Assert.Single(log.Lines);
        Assert.Contains("inventory at " + shop.Address, line, StringComparison.Ordinal);
        Assert.Contains("public port", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_token_is_module_failed_and_the_log_says_which_setting()
    {
        var log = new KeptLog<ElsewhereModule>();
        Fails("module_failed", await At(server.Address, With("another-token-0123456789-0123456789"), log: log).Reserve(new(), default));
        Assert.Contains("Service:Token", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.Equal(0, inventory.Asked);
    }

    [Fact]
    public async Task While_the_token_is_being_changed_both_open()
    {
        const string Next = "the-next-token-0123456789-0123456789";
        await using var changing = await InnerServer.Of(inventory, new WireSettings(InnerServer.Token, Next));
        Assert.Null((await At(changing.Address).Reserve(new(), default)).Refused);
        Assert.Null((await At(changing.Address, With(Next)).Reserve(new(), default)).Refused);
        Fails("module_failed", await At(changing.Address, With("another-token-0123456789-0123456789")).Reserve(new(), default));
    }

    [Fact]
    public async Task No_answer_before_the_deadline_is_module_timeout_and_the_call_is_cancelled_over_there()
    {
        var entered = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        inventory.OnReserve = (_, cancel) =>
        {
            cancel.Register(() => cancelled.TrySetResult());
            entered.TrySetResult();
            return new TaskCompletionSource<Outcome<ReserveReply>>().Task.WaitAsync(cancel);
        };

        // On a busy machine the deadline may pass before the call is there: then it is called again with a longer one.
        var calls = 0;
        for (var timeout = TimeSpan.FromSeconds(1); !entered.Task.IsCompleted; timeout *= 2)
        {
            Assert.InRange(++calls, 1, 7);
            var calling = At(server.Address, InnerServer.Settings with { Timeout = timeout }).Reserve(new(), default).AsTask();
            Fails("module_timeout", await calling.WaitAsync(timeout + TimeSpan.FromMinutes(1)));
        }

        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(inventory.Asked, 1, calls);
    }

    [Fact]
    public async Task The_deadline_is_told_to_the_other_side()
    {
        string? told = null;
        await using var listening = await InnerServer.Of(context =>
        {
            told = context.Request.Headers["grpc-timeout"];
            return Answer(context, InnerServer.Frame(new ReserveReply()), "0");
        });
        Assert.Null((await At(listening.Address, clock: new TestClock()).Reserve(new(), default)).Refused);
        Assert.Matches("^(1M|[345][0-9]S|[345][0-9]{4}m)$", told);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_its_own_cancellation()
    {
        using var patience = new CancellationTokenSource();
        inventory.OnReserve = async (_, cancel) =>
        {
            await patience.CancelAsync();
            return await new TaskCompletionSource<Outcome<ReserveReply>>().Task.WaitAsync(cancel);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => At(server.Address).Reserve(new(), patience.Token).AsTask());
    }

    private static Task Answer(HttpContext context, byte[] body, string? status)
    {
        context.Response.ContentType = "application/grpc";
        if (status is not null && body.Length == 0)
        {
            context.Response.Headers["grpc-status"] = status;
        }
        else if (status is not null)
        {
            context.Response.AppendTrailer("grpc-status", status);
        }

        return context.Response.Body.WriteAsync(body).AsTask();
    }

    private static void Fails<T>(string code, Outcome<T> outcome)
    {
        Assert.Equal((RefusalKind.Unavailable, code), (outcome.Refused?.Kind, outcome.Refused?.Code));
        Assert.Contains("'inventory'", outcome.Refused!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", outcome.Refused.Detail, StringComparison.Ordinal);
    }

    private static WireSettings With(string token) => InnerServer.Settings with { Token = token };

    private InventoryOverWire At(
        Uri address,
        WireSettings? settings = null,
        TimeProvider? clock = null,
        KeptLog<ElsewhereModule>? log = null
    ) => new(new ElsewhereChannel<IInventory>(Module(address, settings, clock, log), InventoryOverWire.Service));

    private ElsewhereModule Module(
        Uri address,
        WireSettings? settings = null,
        TimeProvider? clock = null,
        KeptLog<ElsewhereModule>? log = null
    )
    {
        var connections = new InnerConnections(settings ?? InnerServer.Settings);
        opened.Add(connections);
        return new ElsewhereModule(
            "inventory",
            address,
            connections,
            clock ?? TimeProvider.System,
            () => 0,
            log ?? new KeptLog<ElsewhereModule>()
        );
    }
}
