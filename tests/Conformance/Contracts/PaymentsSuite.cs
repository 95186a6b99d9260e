// The promises of IPayments, local, serialised, over the wire and by messages.
using Cartwright.Contracts;

namespace Cartwright.Conformance.Contracts;

public abstract class PaymentsSuite(ShopUnderTest shop, Shape shape)
{
    private readonly IPayments payments = shop.PaymentsOver(shape);
    private readonly string id = Guid.NewGuid().ToString();

    [Fact]
    public async Task Money_moves_once_however_often_it_is_asked()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Authorize("tok_visa").AsTask()));
        Assert.Single(replies.Select(r => r.Value.TransactionId).Distinct());
        Assert.All(replies, r => Assert.True(r.Value.Captured));
    }

    [Fact]
    public async Task The_reply_names_the_state_that_the_payment_is_in()
    {
        Assert.Equal(("captured", true, 0L), await State(Authorize("tok_visa")));
        Assert.Equal(
            ("authorized", false, 0L),
            await State(
                payments.Authorize(
                    new()
                    {
                        RequestId = id,
                        PaymentId = id + "-held",
                        OrderId = id + "-held",
                        AmountMinor = 1000,
                        Currency = "USD",
                        MethodToken = "tok_visa",
                    },
                    default
                )
            )
        );
        static async Task<(string, bool, long)> State(ValueTask<Outcome<AuthorizeReply>> asked) =>
            (await asked).Value is var reply ? (reply.State, reply.Captured, reply.ExpiresUnixMs) : default;
    }

    [Fact]
    public async Task What_an_order_came_to_cost_more_is_a_payment_of_its_own_beside_the_first()
    {
        await Authorize("tok_visa");
        ValueTask<Outcome<AuthorizeReply>> More(int number) =>
            payments.Authorize(
                new()
                {
                    RequestId = id,
                    PaymentId = $"{id}:charge:{number}",
                    OrderId = id,
                    AmountMinor = 250,
                    Currency = "USD",
                    MethodToken = "tok_visa",
                    Capture = true,
                },
                default
            );
        Assert.True((await More(1)).Value.Captured);
        Assert.True((await More(2)).Value.Captured);
        Assert.NotEqual((await More(1)).Value.TransactionId, (await More(2)).Value.TransactionId);
        Assert.Equal("refund_exceeds_captured", (
                await payments.Refund(
                    new()
                    {
                        RequestId = "r",
                        PaymentId = $"{id}:charge:1",
                        RefundId = id + "r",
                        AmountMinor = 251,
                        Reason = "test",
                    },
                    default
                )
            ).Refused?.Code);
    }

    [Theory]
    [InlineData("tok_declined", "card_declined")]
    [InlineData("tok_insufficient_funds", "insufficient_funds")]
    [InlineData("tok_nonsense", "unknown_payment_method")]
    public async Task A_refused_card_says_why_each_time(string token, string code)
    {
        Assert.Equal(code, (await Authorize(token)).Refused?.Code);
        Assert.Equal(code, (await Authorize(token)).Refused?.Code);
    }

    [Fact]
    public async Task Another_amount_under_the_same_id_is_refused()
    {
        await Authorize("tok_visa");
        Assert.Equal("payment_differs", (await Authorize("tok_visa", 999)).Refused?.Code);
    }

    [Fact]
    public async Task A_lost_reply_is_found_by_asking_again()
    {
        Outcome<AuthorizeReply> reply;
        do
        {
            reply = await Authorize("tok_lost_reply");
        } while (reply.Refused?.Kind == RefusalKind.Unavailable);
        Assert.True(reply.Value.Captured);
    }

    [Fact]
    public async Task A_void_before_its_authorization_closes_the_door()
    {
        Assert.Null((await payments.Void(new() { RequestId = id, PaymentId = id }, default)).Refused);
        Assert.Equal("payment_voided", (await Authorize("tok_visa")).Refused?.Code);
    }

    [Fact]
    public async Task Refunds_never_exceed_what_was_captured()
    {
        await Authorize("tok_visa");
        Assert.Null((await Refund("a", 400)).Refused);
        Assert.Null((await Refund("a", 400)).Refused);
        Assert.Equal("refund_exceeds_captured", (await Refund("b", 700)).Refused?.Code);
        Assert.Null((await Refund("c", 600)).Refused);
        Assert.Equal("refund_exceeds_captured", (await Refund("d", 1)).Refused?.Code);
    }

    [Fact]
    public async Task A_transfer_waits_with_its_instructions_until_the_money_comes_or_a_void_ends_it()
    {
        var first = (await Authorize("bank_transfer")).Value;
        Assert.Equal(
            (PaymentWaits.Awaiting, false, "bank_transfer", 1000L, 0L, "USD"),
            (first.State, first.Captured, first.Action.Kind, first.Action.AmountMinor, first.Action.ReceivedMinor, first.Action.Currency)
        );
        Assert.StartsWith("RF", first.Action.Reference, StringComparison.Ordinal);
        Assert.NotEmpty(first.Action.Account);
        Assert.NotEmpty(first.Action.Instructions);
        Assert.True(first.ExpiresUnixMs > DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.Equal(first, (await Authorize("bank_transfer")).Value);
        Assert.Equal("payment_waits", (
                await payments.Capture(
                    new()
                    {
                        RequestId = id,
                        PaymentId = id,
                        AmountMinor = 1000,
                    },
                    default
                )
            ).Refused?.Code);
        Assert.Equal("refund_exceeds_captured", (await Refund("a", 1)).Refused?.Code);
        Assert.Null((await payments.Void(new() { RequestId = id, PaymentId = id }, default)).Refused);
        Assert.Equal("payment_voided", (await Authorize("bank_transfer")).Refused?.Code);
    }

    [Fact]
    public async Task A_challenge_names_where_it_is_answered()
    {
        var reply = (await Authorize("tok_challenge")).Value;
        Assert.Equal(
            (PaymentWaits.ActionRequired, "challenge", $"/api/payments/challenges/{id}"),
            (reply.State, reply.Action.Kind, reply.Action.Url)
        );
        Assert.Equal("payment_waits", (
                await payments.Capture(
                    new()
                    {
                        RequestId = id,
                        PaymentId = id,
                        AmountMinor = 1000,
                    },
                    default
                )
            ).Refused?.Code);
    }

    [Fact]
    public async Task A_hold_that_cannot_be_taken_is_let_go_and_says_so_each_time()
    {
        Assert.Equal("authorized", (await Authorize("tok_capture_fails")).Value.State);
        for (var again = 0; again < 2; again++)
        {
            Assert.Equal("capture_failed", (
                    await payments.Capture(
                        new()
                        {
                            RequestId = id,
                            PaymentId = id,
                            AmountMinor = 1000,
                        },
                        default
                    )
                ).Refused?.Code);
            Assert.Equal("capture_failed", (await Authorize("tok_capture_fails")).Refused?.Code);
        }
    }

    [Fact]
    public async Task What_is_taken_is_named_with_its_tokens_in_the_order_in_which_it_is_offered()
    {
        var methods = (await payments.ListMethods(new(), default)).Value.Methods;
        Assert.Equal(
            [("card", "simulator", true), ("bank_transfer", "bank_transfer", true)],
            methods.Select(one => (one.Method, one.Provider, one.Test))
        );
        Assert.Equal(("tok_visa", "bank_transfer"), (methods[0].Tokens[0].Token, Assert.Single(methods[1].Tokens).Token));
        Assert.All(
            methods.SelectMany(method => method.Tokens),
            one => Assert.NotEqual((string.Empty, string.Empty), (one.Title, one.Note))
        );
        Assert.Equal(methods, (await payments.ListMethods(new(), default)).Value.Methods);
    }

    [Theory]
    [InlineData("tok_visa")]
    [InlineData("tok_declined")]
    [InlineData("tok_challenge")]
    [InlineData("bank_transfer")]
    [InlineData("tok_nonsense")]
    public async Task The_three_parts_of_an_authorization_come_to_the_same_as_the_whole(string token)
    {
        AuthorizeRequest Wish(string payment, long amount = 1000) =>
            new()
            {
                RequestId = id,
                PaymentId = payment,
                OrderId = payment,
                AmountMinor = amount,
                Currency = "USD",
                MethodToken = token,
                Capture = true,
            };
        var (whole, parts) = (await payments.Authorize(Wish(id), default), id + "-parts");
        var wanted = await payments.Want(Wish(parts), default);
        if (shape == Shape.Messages)
        {
            // Messages carry money alone.
            Assert.Equal(
                ("not_by_message", "not_by_message", "not_by_message"),
                (
                    wanted.Refused?.Code,
                    (await payments.Ask(Wish(parts), default)).Refused?.Code,
                    (await payments.Learn(new() { PaymentId = parts }, default)).Refused?.Code
                )
            );
            return;
        }

        Assert.Null(wanted.Refused);
        Assert.Equal("payment_unknown", (await payments.Learn(new() { PaymentId = parts }, default)).Refused?.Code);
        Assert.Equal("payment_differs", (await payments.Ask(Wish(parts, 999), default)).Refused?.Code);
        Assert.Null((await payments.Ask(Wish(parts), default)).Refused);
        var learned = await payments.Learn(new() { PaymentId = parts }, default);
        Assert.Equal(
            (
                whole.Refused?.Code,
                whole.Refused is null ? whole.Value.State : null,
                whole.Refused is null ? whole.Value.Action?.Kind : null
            ),
            (
                learned.Refused?.Code,
                learned.Refused is null ? learned.Value.State : null,
                learned.Refused is null ? learned.Value.Action?.Kind : null
            )
        );

        // Whoever asks for the whole afterwards, or for a part again, hears the same.
        Assert.Equal(learned.Refused?.Code, (await payments.Authorize(Wish(parts), default)).Refused?.Code);
        Assert.Null((await payments.Ask(Wish(parts), default)).Refused);
        Assert.Equal(learned.Refused?.Code, (await payments.Learn(new() { PaymentId = parts }, default)).Refused?.Code);
        Assert.Equal("payment_not_found", (await payments.Learn(new() { PaymentId = parts + "-none" }, default)).Refused?.Code);
    }

    [Fact]
    public async Task How_far_a_chain_has_come_is_kept_and_never_goes_back()
    {
        async Task<(long, string)> Keep(long number, string head) =>
            (
                await payments.KeepAnchor(
                    new()
                    {
                        Name = id,
                        Number = number,
                        Head = head,
                    },
                    default
                )
            ).Is(out var kept, out var refused)
                ? (kept.Number, kept.Head)
                : (-1, refused.Code);
        if (await Keep(0, string.Empty) is (-1, var code))
        {
            // Messages carry money alone.
            Assert.Equal((Shape.Messages, "not_by_message"), (shape, code));
            return;
        }

        Assert.NotEqual(Shape.Messages, shape);
        Assert.Equal((0, string.Empty), await Keep(0, string.Empty));
        Assert.Equal((2, "b"), await Keep(2, "b"));
        Assert.Equal((2, "b"), await Keep(1, "a"));
        Assert.Equal((2, "b"), await Keep(2, "c"));
        Assert.Equal((3, "d"), await Keep(3, "d"));
        Assert.Equal((3, "d"), await Keep(0, string.Empty));
    }

    private ValueTask<Outcome<AuthorizeReply>> Authorize(string token, long amount = 1000) =>
        payments.Authorize(
            new()
            {
                RequestId = id,
                PaymentId = id,
                OrderId = id,
                AmountMinor = amount,
                Currency = "USD",
                MethodToken = token,
                Capture = true,
            },
            default
        );

    private ValueTask<Outcome<RefundReply>> Refund(string refund, long amount) =>
        payments.Refund(
            new()
            {
                RequestId = refund,
                PaymentId = id,
                RefundId = id + refund,
                AmountMinor = amount,
                Reason = "test",
            },
            default
        );
}

public sealed class PaymentsOnLocal(ShopUnderTest shop) : PaymentsSuite(shop, Shape.Local), IClassFixture<ShopUnderTest>;

public sealed class PaymentsSerialised(ShopUnderTest shop) : PaymentsSuite(shop, Shape.Serialised), IClassFixture<ShopUnderTest>;

public sealed class PaymentsOnWire(ShopUnderTest shop) : PaymentsSuite(shop, Shape.Wire), IClassFixture<ShopUnderTest>;

public sealed class PaymentsOnRedisMessages(ShopOnRedis shop) : PaymentsSuite(shop, Shape.Messages), IClassFixture<ShopOnRedis>;

public sealed class PaymentsOnKafkaMessages(ShopOnKafka shop) : PaymentsSuite(shop, Shape.Messages), IClassFixture<ShopOnKafka>;

public sealed class PaymentsOnPostgres(ShopOnPostgres shop) : PaymentsSuite(shop, Shape.Local), IClassFixture<ShopOnPostgres>;
