// Random walks of payments against a model, with lost requests, lost answers and restarts: every answer is the model's, and no unit goes
// astray.
using Cartwright.Contracts;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ModelTests
{
    private const int Steps = 60;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_answer_is_the_models_and_both_books_agree(int seed)
    {
        var random = new Random(seed);
        await using var till = await Till.Open();
        var models = new Dictionary<string, Model>();
        void Faults() =>
            till.Gateway.Next = () =>
                random.Next(10) switch
                {
                    0 => Fault.LostOnTheWayThere,
                    1 or 2 => Fault.LostOnTheWayBack,
                    _ => Fault.None,
                };
        Faults();
        for (var step = 0; step < Steps; step++)
        {
            var id = $"p{random.Next(4)}";
            var model = models.TryGetValue(id, out var known) ? known : models[id] = new Model();
            var amount = random.Next(1, 4) * 400L;
            var name = $"seed {seed} step {step} {id}";
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    var token = random.Next(5) switch
                    {
                        0 => SimulatorToken.Declined,
                        1 => SimulatorToken.LosesReply,
                        2 => SimulatorToken.FailsOnce,
                        _ => SimulatorToken.Succeeds,
                    };
                    token = model.Token ?? token;
                    var at = model.Amount ?? amount;
                    var capture = model.Capture ?? random.Next(2) == 0;
                    Assert.Equal(
                        (name, model.Authorize(at, token, capture)),
                        (name, await Known(async () => (await till.Pay(id, token, at, capture)).Refused))
                    );
                    break;
                case 3:
                    Assert.Equal(
                        (name, model.TryCapture(amount)),
                        (name, await Known(async () => (await till.Capture(id, amount)).Refused))
                    );
                    break;
                case 4 or 5 or 6:
                    var refund = $"r{random.Next(4)}";
                    Assert.Equal(
                        (name, model.Refund(refund, amount / 2)),
                        (name, await Known(async () => (await till.Refund(id, refund, amount / 2)).Refused))
                    );
                    break;
                default:
                    if (random.Next(3) == 0)
                    {
                        model.Void();
                        Assert.Equal((name, null), (name, await Known(async () => (await till.Void(id)).Refused)));
                    }

                    break;
            }

            Assert.Equal((name, model.Captured - model.Refunded), (name, await till.Kept(id)));
        }

        till.Gateway.Next = () => Fault.None;
        await till.Settle();
        Assert.Empty(await till.Differences());
        foreach (var (id, model) in models)
        {
            var payment = await till.Find(id);
            Assert.Equal((model.Captured, model.Refunded), (payment?.CapturedMinor ?? 0, payment?.RefundedMinor ?? 0));
        }

        async Task<string?> Known(Func<ValueTask<Refusal?>> call)
        {
            for (var tries = 0; ; tries++)
            {
                Assert.True(tries < 100, "It stays unknown.");
                var refused = await call();
                if (refused?.Code != "payment_unknown")
                {
                    return refused?.Code;
                }

                if (random.Next(4) == 0)
                {
                    await till.Reopen();
                    Faults();
                }

                if (random.Next(3) == 0)
                {
                    till.Clock.Advance(TimeSpan.FromSeconds(random.Next(10)));
                    await till.Repair.Round(default);
                }
            }
        }
    }

    // What a payment is, without a database, a network or time.
    private sealed class Model
    {
        private readonly Dictionary<string, long> refunds = [];
        private bool there;
        private bool voided;

        public long? Amount { get; private set; }

        public string? Token { get; private set; }

        public bool? Capture { get; private set; }

        public long Captured { get; private set; }

        public long Refunded { get; private set; }

        private bool Declined => Token == SimulatorToken.Declined;

        public string? Authorize(long amount, string token, bool capture)
        {
            if (voided)
            {
                return Declined && there ? "card_declined" : "payment_voided";
            }

            if (!there)
            {
                (there, Amount, Token, Capture) = (true, amount, token, capture);
                Captured = capture && !Declined ? amount : 0;
            }

            return Declined ? "card_declined" : null;
        }

        public string? TryCapture(long amount)
        {
            if (!there)
            {
                return voided ? "payment_voided" : "payment_not_found";
            }

            if (Declined)
            {
                return "card_declined";
            }

            if (voided)
            {
                return "payment_voided";
            }

            if (amount > Amount)
            {
                return "amount_exceeds_authorized";
            }

            if (Captured == 0)
            {
                Captured = amount;
            }

            return Captured == amount ? null : "payment_differs";
        }

        public string? Refund(string id, long amount)
        {
            if (!there)
            {
                return voided ? "refund_exceeds_captured" : "payment_not_found";
            }

            if (refunds.TryGetValue(id, out var before))
            {
                return before == amount ? null : "refund_differs";
            }

            if (voided || amount > Captured - Refunded)
            {
                return "refund_exceeds_captured";
            }

            refunds[id] = amount;
            Refunded += amount;
            return null;
        }

        public void Void()
        {
            voided = true;
            Refunded = Captured;
        }
    }
}
