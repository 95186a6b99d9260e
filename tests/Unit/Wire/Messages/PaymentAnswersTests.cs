// The answering side: who is answered at all, the same question twice, and slow ones beside quick ones.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Wire;
using Cartwright.Wire.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Event = Cartwright.Kernel.Event;

namespace Cartwright.Unit.Wire.Messages;

public sealed class PaymentAnswersTests
{
    private static readonly MessageSeal Seal = MessageSeal.OfShop(new WireSettings("a-token-that-only-these-tests-know-0001"));
    private static readonly MessageSeal Foreign = MessageSeal.OfProgram(["a-secret-of-somebody-else-0123456789"]);
    private readonly Broker broker = new();
    private readonly TestClock clock = new();
    private readonly Till till = new();

    [Fact]
    public async Task The_same_question_twice_is_asked_once_and_told_the_same_twice()
    {
        using var answers = Answers();
        answers.Begin(Question("q"));
        var first = await broker.Nth(1);
        answers.Begin(Question("q"));
        var second = await broker.Nth(2);
        Assert.Equal((Topics.PaymentSucceeded, first.Id, first.Data, 1), (second.Topic, second.Id, second.Data, till.Asked));
        Assert.True(Seal.Holds(first));
    }

    [Fact]
    public async Task What_is_forged_or_too_old_is_not_answered()
    {
        using var answers = Answers();
        answers.Begin(Foreign.Signed(Question("forged")));
        answers.Begin(Question("unsigned") with { Signature = null });
        answers.Begin(Question("moved") with { Subject = "another" });
        answers.Begin(Seal.Signed(Question("old") with { Time = clock.GetUtcNow() - Limits.QuestionLife - TimeSpan.FromSeconds(1) }));
        answers.Begin(Question("good"));
        Assert.Equal("good", (await broker.Nth(1)).Read<PaymentOutcome>().RequestId);
        await answers.StopAsync(default);
        Assert.Equal((1, 1), (till.Asked, broker.Told.Count));
    }

    [Fact]
    public async Task A_slow_one_is_told_after_a_quick_one_and_a_repeat_of_it_meanwhile_asks_nothing()
    {
        using var answers = Answers();
        var slow = new TaskCompletionSource<Outcome<AuthorizeReply>>();
        till.OnAuthorize = request => request.RequestId == "slow" ? slow.Task : Task.FromResult(Till.Captured);
        answers.Begin(Question("slow"));
        answers.Begin(Question("slow"));
        answers.Begin(Question("quick"));
        Assert.Equal("quick", (await broker.Nth(1)).Read<PaymentOutcome>().RequestId);
        slow.SetResult(Till.Captured);
        Assert.Equal("slow", (await broker.Nth(2)).Read<PaymentOutcome>().RequestId);
        await answers.StopAsync(default);
        Assert.Equal((2, 2), (till.Asked, broker.Told.Count));
    }

    [Fact]
    public async Task What_nobody_knows_is_told_as_pending_and_asked_anew()
    {
        using var answers = Answers();
        till.OnAuthorize = _ => Task.FromResult<Outcome<AuthorizeReply>>(Refusal.Unavailable("payment_unknown", "later"));
        answers.Begin(Question("q"));
        var first = await broker.Nth(1);
        Assert.Equal(
            (Topics.PaymentPending, "unknown", "payment_unknown"),
            (first.Topic, first.Read<PaymentOutcome>().State, first.Read<PaymentOutcome>().Code)
        );
        till.OnAuthorize = _ => Task.FromResult(Till.Captured);
        answers.Begin(Question("q"));
        Assert.Equal(Topics.PaymentSucceeded, (await broker.Nth(2)).Topic);
    }

    [Fact]
    public async Task A_refusal_travels_with_its_kind_and_facts()
    {
        using var answers = Answers();
        till.OnAuthorize = _ =>
            Task.FromResult<Outcome<AuthorizeReply>>(
                new Refusal(RefusalKind.Unprocessable, "payment_differs", "It differs.") { Facts = new() { ["amount"] = 7 } }
            );
        answers.Begin(Question("q"));
        var told = (await broker.Nth(1)).Read<PaymentOutcome>();
        Assert.Equal((422, "payment_differs", "It differs.", 7), (told.Status, told.Code, told.Detail, (int)told.Facts!["amount"]!));
        Assert.Equal(Topics.PaymentFailed, broker.Told[0].Topic);
    }

    [Fact]
    public async Task A_database_that_is_away_is_no_answer_and_the_repeat_is_a_new_question()
    {
        using var answers = Answers();
        var refused = new TaskCompletionSource();
        till.OnAuthorize = _ =>
        {
            if (refused.TrySetResult())
            {
                throw new StorageUnavailable("gone");
            }

            return Task.FromResult(Till.Captured);
        };
        answers.Begin(Question("q"));
        await refused.Task;
        Assert.Empty(broker.Told);

        // Until the first has come to its end, a repeat is taken for one that is being answered.
        while (broker.Told.Count == 0)
        {
            answers.Begin(Question("q"));
            await Task.Yield();
        }

        Assert.Equal(Topics.PaymentSucceeded, (await broker.Nth(1)).Topic);
        Assert.Equal(2, till.Asked);
    }

    [Fact]
    public async Task What_is_remembered_has_a_bound_however_many_got_no_answer()
    {
        using var answers = Answers();
        var asked = 0;

        // Every second one gets no answer.
        till.OnAuthorize = _ =>
            Interlocked.Increment(ref asked) % 2 == 1 ? throw new StorageUnavailable("gone") : Task.FromResult(Till.Captured);
        for (var i = 0; i < Limits.AnswersKeptMax + 2_000; i++)
        {
            answers.Begin(Question($"q{i}"));
            while (till.Asked <= i)
            {
                await Task.Yield();
            }
        }

        await answers.StopAsync(default);
        Assert.InRange(answers.Kept.InOrder, 1, Limits.AnswersKeptMax + Limits.QuestionsUnderWayMax);
        Assert.InRange(answers.Kept.Known, 1, Limits.AnswersKeptMax + Limits.QuestionsUnderWayMax);
    }

    private PaymentAnswers Answers() => new(till, broker, Seal, TimeSpan.FromSeconds(10), clock, NullLogger<PaymentAnswers>.Instance);

    private Event Question(string id) =>
        Seal.Signed(
            new Event(
                id,
                Topics.PaymentRequested,
                "o",
                MessageExchange.Source,
                clock.GetUtcNow(),
                null,
                """{"order_id":"o","amount":1000,"currency":"USD","method_token":"tok","attempt":1,"payment_id":"o","capture":true}"""
            )
        );

    private sealed class Till : IPayments
    {
        private int asked;

        public static Outcome<AuthorizeReply> Captured =>
            new AuthorizeReply
            {
                TransactionId = "t",
                Captured = true,
                State = "captured",
            };

        public int Asked => asked;

        public Func<AuthorizeRequest, Task<Outcome<AuthorizeReply>>> OnAuthorize { get; set; } = _ => Task.FromResult(Captured);

        public async ValueTask<Outcome<AuthorizeReply>> Authorize(AuthorizeRequest request, CancellationToken cancel)
        {
            Interlocked.Increment(ref asked);
            return await OnAuthorize(request);
        }

        public ValueTask<Outcome<WantReply>> Want(AuthorizeRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<AskReply>> Ask(AuthorizeRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<AuthorizeReply>> Learn(LearnRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<CaptureReply>> Capture(CaptureRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<ListMethodsReply>> ListMethods(ListMethodsRequest request, CancellationToken cancel) =>
            ValueTask.FromResult<Outcome<ListMethodsReply>>(
                new ListMethodsReply
                {
                    Methods =
                    {
                        new AcceptedMethod
                        {
                            Method = "card",
                            Provider = "p",
                            Test = true,
                            Tokens =
                            {
                                new AcceptedToken
                                {
                                    Token = "tok",
                                    Title = "T",
                                    Note = "n",
                                },
                            },
                        },
                    },
                }
            );

        public ValueTask<Outcome<KeepAnchorReply>> KeepAnchor(KeepAnchorRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<VoidReply>> Void(VoidRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<RefundReply>> Refund(RefundRequest request, CancellationToken cancel) => throw new NotSupportedException();
    }
}
