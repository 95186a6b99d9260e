// Asking by messages without a broker: deadlines, repeats under one id, what is refused when nobody answers, and how the breaker spares a
// silent module.
using System.Security.Cryptography;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Wire;
using Cartwright.Wire.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Wire.Messages;

public sealed class ExchangeTests : IAsyncDisposable
{
    private static readonly MessageSeal Seal = MessageSeal.OfShop(new WireSettings("a-token-that-only-these-tests-know-0001"));
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly Broker broker = new();
    private readonly TestClock clock = new();
    private MessageExchange? exchange;

    public async ValueTask DisposeAsync()
    {
        if (exchange is not null)
        {
            await exchange.StopAsync(default);
            exchange.Dispose();
        }
    }

    [Fact]
    public async Task A_question_is_told_again_under_one_id_until_its_deadline_and_then_it_is_unknown()
    {
        var payments = await Payments();
        var asked = Authorize(payments);
        await Passing(asked);
        Assert.Equal((RefusalKind.Unavailable, "module_timeout"), Refused(await asked));
        Assert.Equal(3, broker.Told.Count);
        Assert.Single(broker.Told.Select(e => (e.Id, e.Signature, e.Data)).Distinct());
        Assert.All(broker.Told, e => Assert.True(Seal.Holds(e)));

        // What comes now is too late, for this question and for the next.
        broker.Tell(Seal.Signed(Broker.Answer(broker.Told[0], Topics.PaymentSucceeded, "payment")));
        var next = Authorize(payments);
        var second = await broker.Nth(4);
        Assert.NotEqual(broker.Told[0].Id, second.Id);
        Assert.False(next.IsCompleted);
        broker.Tell(Seal.Signed(Broker.Answer(second, Topics.PaymentSucceeded, "payment", data => data["transaction_id"] = "t")));
        Assert.Equal("t", (await next).Value.TransactionId);
    }

    [Fact]
    public async Task Each_call_of_the_contract_has_its_answer()
    {
        var payments = await Payments();
        var captured = payments
            .Capture(
                new()
                {
                    PaymentId = "o:charge:2",
                    AmountMinor = 5,
                    Currency = "USD",
                },
                default
            )
            .AsTask();
        var question = await broker.Nth(1);
        Assert.Equal(
            (Topics.PaymentCaptureRequested, "o", new CaptureWish("o", 5, "USD", 3, "o:charge:2")),
            (question.Topic, question.Subject, question.Read<CaptureWish>())
        );
        broker.Tell(Seal.Signed(Broker.Answer(question, Topics.PaymentCaptured, "capture", data => data["transaction_id"] = "c")));
        Assert.Equal("c", (await captured).Value.TransactionId);

        var voided = payments.Void(new() { PaymentId = "o" }, default).AsTask();
        question = await broker.Nth(2);
        Assert.Equal((Topics.PaymentVoidRequested, new VoidWish("o", 1, "o")), (question.Topic, question.Read<VoidWish>()));
        broker.Tell(Seal.Signed(Broker.Answer(question, Topics.PaymentVoided, "void")));
        Assert.Null((await voided).Refused);

        var refunded = payments
            .Refund(
                new()
                {
                    PaymentId = "o",
                    RefundId = "r",
                    AmountMinor = 5,
                    Currency = "USD",
                    Reason = "why",
                },
                default
            )
            .AsTask();
        question = await broker.Nth(3);
        Assert.Equal(new RefundWish("o", 5, "USD", 1, "why", "o", "r"), question.Read<RefundWish>());
        broker.Tell(
            Seal.Signed(
                Broker.Answer(
                    question,
                    Topics.PaymentPending,
                    "refund",
                    data => (data["state"], data["code"], data["detail"]) = ("unknown", "payment_unknown", "later")
                )
            )
        );
        Assert.Equal((RefusalKind.Unavailable, "payment_unknown"), Refused(await refunded));

        var waits = Authorize(payments);
        question = await broker.Nth(4);
        broker.Tell(
            Seal.Signed(
                Broker.Answer(
                    question,
                    Topics.PaymentPending,
                    "payment",
                    data =>
                        (data["state"], data["expires_unix_ms"], data["action"]) = (
                            "awaiting",
                            99L,
                            System.Text.Json.Nodes.JsonNode.Parse(
                                """{"kind":"bank_transfer","account":"DE1","reference":"RF1","amount":1000,"received":0,"currency":"USD"}"""
                            )
                        )
                )
            )
        );
        var reply = (await waits).Value;
        Assert.Equal(
            ("awaiting", false, 99L, "bank_transfer", "RF1", 1000L),
            (reply.State, reply.Captured, reply.ExpiresUnixMs, reply.Action.Kind, reply.Action.Reference, reply.Action.AmountMinor)
        );
    }

    [Fact]
    public async Task A_broker_that_is_not_there_yet_is_a_refusal_and_nothing_is_asked()
    {
        broker.IsThere = false;
        var asked = Authorize(await Payments());
        await Passing(asked);
        Assert.Equal((RefusalKind.Unavailable, "module_unavailable"), Refused(await asked));
        Assert.Empty(broker.Told);
    }

    [Fact]
    public async Task A_broker_that_takes_nothing_is_a_refusal_after_a_few_tries()
    {
        broker.Fails = () => new StorageUnavailable("gone");
        var asked = Authorize(await Payments());
        await Passing(asked);
        Assert.Equal((RefusalKind.Unavailable, "module_unavailable"), Refused(await asked));
        Assert.Equal(3, broker.Told.Count);
    }

    [Fact]
    public async Task A_broker_that_has_forgotten_is_told_once_more()
    {
        var first = true;
        broker.Fails = () => first ? (first = false, new EventsForgotten("wiped")).Item2 : null;
        var asked = Authorize(await Payments());
        var question = await broker.Nth(2);
        broker.Tell(Seal.Signed(Broker.Answer(question, Topics.PaymentSucceeded, "payment")));
        Assert.True((await asked).Value.Captured);
    }

    [Fact]
    public async Task A_silent_module_is_left_alone_for_a_moment_and_readyz_says_so()
    {
        var module = Module();
        var payments = await Payments(module);
        var dependency = new MessageDependency(exchange!, module);
        await dependency.Ask(default);

        // All at one time, so that they fall into what the breaker looks back on, and the clock stands when it has opened.
        var silent = Enumerable.Range(0, AskedModule.BreakerTriesMin).Select(_ => Authorize(payments)).ToList();
        for (var time = 1; time <= 3; time++)
        {
            var wait = Timeout / 3 + TimeSpan.FromMilliseconds(1);
            await broker.Nth(time * silent.Count);
            await clock.Waits(silent.Count, wait);
            clock.Advance(wait);
        }

        Assert.All(await Task.WhenAll(silent), outcome => Assert.Equal("module_timeout", outcome.Refused!.Code));
        var told = broker.Told.Count;
        Assert.Equal((RefusalKind.Unavailable, "module_unavailable"), Refused(await Authorize(payments)));
        Assert.Equal(told, broker.Told.Count);
        Assert.Contains(
            "payments",
            (await Assert.ThrowsAsync<StorageUnavailable>(() => dependency.Ask(default).AsTask())).Message,
            StringComparison.Ordinal
        );

        clock.Advance(AskedModule.BreakerOpen + TimeSpan.FromMilliseconds(1));
        var asked = Authorize(payments);
        broker.Tell(Seal.Signed(Broker.Answer(await broker.Nth(told + 1), Topics.PaymentSucceeded, "payment")));
        Assert.True((await asked).Value.Captured);
        await dependency.Ask(default);
    }

    [Fact]
    public void A_signature_covers_all_that_is_told_and_holds_under_both_secrets_while_one_is_changed()
    {
        var e = new Event("1", "payment.succeeded", "o", "payments", DateTimeOffset.UnixEpoch, null, """{"amount":1}""");
        var signed = Seal.Signed(e);
        Assert.True(Seal.Holds(signed));
        Assert.True(CloudEvents.Read(CloudEvents.Write(signed)).Is(out var read, out _));
        Assert.True(Seal.Holds(read!));
        Assert.False(Seal.Holds(e));
        Assert.All(
            [
                signed with
                {
                    Id = "2",
                },
                signed with
                {
                    Topic = "payment.failed",
                },
                signed with
                {
                    Subject = "p",
                },
                signed with
                {
                    Source = "x",
                },
                signed with
                {
                    Data = """{"amount":2}""",
                },
            ],
            changed => Assert.False(Seal.Holds(changed))
        );

        // Neither can a part be moved into its neighbour.
        Assert.False(Seal.Holds(signed with { Id = "1\npayment.succeeded" }));
        var newer = MessageSeal.OfShop(
            new WireSettings("a-newer-token-that-only-these-tests-know", "a-token-that-only-these-tests-know-0001")
        );
        Assert.True(newer.Holds(signed));
        Assert.False(Seal.Holds(newer.Signed(e)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    public void A_signature_that_is_no_text_does_not_pass_for_none(string signature)
    {
        var text = System.Text.Encoding.UTF8.GetString(
            CloudEvents.Write(Seal.Signed(new Event("1", "t", "s", "x", DateTimeOffset.UnixEpoch, null, "{}")))
        );
        var at = text.IndexOf("\"shopsignature\":", StringComparison.Ordinal) + "\"shopsignature\":".Length;
        var broken = text[..at] + (signature.Length == 0 ? "\"\"" : signature) + text[(at + 66)..];
        Assert.False(CloudEvents.Read(System.Text.Encoding.UTF8.GetBytes(broken)).Is(out _, out var refused));
        Assert.Contains("shopsignature", refused!.Detail, StringComparison.Ordinal);
    }

    private static (RefusalKind Kind, string Code) Refused<T>(Outcome<T> outcome) => (outcome.Refused!.Kind, outcome.Refused.Code);

    private static Task<Outcome<AuthorizeReply>> Authorize(IPayments payments) =>
        payments
            .Authorize(
                new()
                {
                    RequestId = "o:authorize",
                    PaymentId = "o",
                    OrderId = "o",
                    AmountMinor = 1000,
                    Currency = "USD",
                    MethodToken = "tok",
                    Capture = true,
                },
                default
            )
            .AsTask();

    private AskedModule Module() => new("payments", Seal, Timeout, clock, NullLogger.Instance);

    private async Task<IPayments> Payments(AskedModule? module = null)
    {
        exchange = new MessageExchange(
            broker,
            broker,
            PaymentsByMessages.Answers,
            new Ids(clock, RandomNumberGenerator.Fill),
            clock,
            NullLogger<MessageExchange>.Instance
        );
        await exchange.StartAsync(default);
        while (broker.IsThere && !exchange.IsPlaced)
        {
            await Task.Yield();
        }

        return new PaymentsByMessages(exchange, module ?? Module());
    }

    // Lets time pass until it is done.
    private async Task Passing(Task task)
    {
        while (!task.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
