// Every command in every state: what the table says, and that the decisions of a real order in that state say the same.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

public class OrderMatrixTests
{
    private static readonly Actor Admin = new("admin", "root");

    private static readonly string[] States =
    [
        Status.Pending,
        Status.Confirmed,
        Status.Processing,
        Status.PartiallyShipped,
        Status.Shipped,
        Status.Delivered,
        Status.PaymentFailed,
        Status.Cancelled,
        Status.Returned,
    ];

    // One letter a command, in the order of the enum; + leads where the parts say, - is refused.
    private static readonly Dictionary<string, string> Expected = new()
    {
        //                           Await Confirm Fail Cancel Process Ship Deliver Return ReturnLines Refund Edit Withdraw
        [Status.Pending] = "+ confirmed payment_failed cancelled - - - - - - - cancelled",
        [Status.Confirmed] = "- - - cancelled processing - - - - + + cancelled",
        [Status.Processing] = "- - - - + shipped - - - + + cancelled",
        [Status.PartiallyShipped] = "- - - - + shipped + - + + + +",
        [Status.Shipped] = "- - - - - - delivered - + + - +",
        [Status.Delivered] = "- - - - - - - returned + + - +",
        [Status.PaymentFailed] = "- - - - - - - - - - - -",
        [Status.Cancelled] = "- - - - - - - - - - - -",
        [Status.Returned] = "- - - - - - - - - + - -",
    };

    public static TheoryData<string, Command> EveryPair() =>
        [.. from state in States from command in Enum.GetValues<Command>() select (state, command)];

    public static TheoryData<string> EveryState() => [.. States];

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Every_pair_of_state_and_command_has_its_answer(string state, Command command)
    {
        var answer = Order.Answer(state, command);
        var expected = Expected[state].Split(' ')[(int)command];
        Assert.Equal(
            expected,
            answer.Refused is { } refused
                ? refused.Code == "illegal_transition"
                    ? "-"
                    : refused.Code
                : answer.Value ?? "+"
        );
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_real_order_in_that_state_gives_the_same_answer(string state, Command command)
    {
        var order = In(state);
        Assert.Equal(state, order.Status);
        var expected = Expected[state].Split(' ')[(int)command];
        if (command is Command.Await or Command.Confirm or Command.Fail)
        {
            // The checkout alone asks these, and only while it is paying: who is not refused is not asked.
            Assert.Equal(expected != "-", order.Checkout.State == CheckoutState.Paying);
            if (expected == "-")
            {
                return;
            }
        }

        Outcome<Order> outcome = command switch
        {
            Command.Await => order.Await(new NextAction("action_required", "challenge", null, null, null, null, 0, 0, null, 99), 50),
            Command.Confirm => order.Confirm(50),
            Command.Fail => order.TurnBack(Checkout.Steps[^1], Refusal.Conflict("card_declined", "The card was declined."), 50).Undone(51),
            Command.Cancel => order.MoveTo(Status.Cancelled, Admin, null, 50),
            Command.Ship => order.MoveTo(Status.Shipped, Admin, null, 50),
            Command.Process => order
                .Parts.Select(part => order.MovePart(part.VendorId, Status.Processing, null, null, Admin, 50))
                .OrderBy(one => one.Refused is null ? 0 : 1)
                .First(),
            Command.Deliver => expected == "+"
                ? order.MovePart("v1", Status.Delivered, null, null, Admin, 50)
                : order.MoveTo(Status.Delivered, Admin, null, 50),
            Command.Return => order.MoveTo(Status.Returned, Admin, null, 50),
            Command.ReturnLines => (
                order.MovePart("v1", Status.Delivered, null, null, Admin, 49).Is(out var there, out _) ? there : order
            ).RequestReturn("r", new([new("a", 1)], null), Admin, 50),
            Command.Refund => order.Ask(new(1, [], null, null, null, null), Admin, 50),
            Command.Edit => order.MayBecome([new("a", 3), new("b", 1), new("c", 1)]) is { } refused ? refused : order,
            Command.Withdraw => order.Withdraw(
                new(null, "Ada", "ada@example.com"),
                new(WithdrawalPeriod.DaysOfUnion, null, 0, "w"),
                new("customer"),
                50
            ),
            _ => throw new InvalidOperationException($"{command} is new: ask it of a real order here, too."),
        };
        if (expected == "-" && command == Command.Withdraw)
        {
            Assert.Equal("nothing_to_withdraw", outcome.Refused!.Code);
        }
        else if (expected == "-")
        {
            Assert.Equal("illegal_transition", outcome.Refused!.Code);
            Assert.NotNull(outcome.Refused.Facts!["legal"]);
        }
        else if (state == Status.Returned)
        {
            // What came back as a whole has been paid back as a whole.
            Assert.Equal("refund_exceeds_captured", outcome.Refused!.Code);
        }
        else
        {
            Assert.Null(outcome.Refused);

            // One vendor's step leaves the order where it was: the other vendor's part has not made it. Once the part that has not left is
            // withdrawn from, all that is left has.
            Assert.Equal(
                expected != "+" ? expected
                    : (state, command) == (Status.PartiallyShipped, Command.Withdraw) ? Status.Shipped
                    : state,
                outcome.Value.Status
            );
        }
    }

    [Theory]
    [MemberData(nameof(EveryState))]
    public void People_make_the_moves_that_the_table_names_and_no_other(string state)
    {
        var order = In(state);
        var named = Expected[state].Split(' ')[3..(int)Command.Withdraw].Where(to => to is not ("+" or "-")).ToList();
        Assert.Equal(named, order.Legal);
        foreach (var to in States)
        {
            var moved = order.MoveTo(to, Admin, null, 50);
            Assert.Equal(named.Contains(to) ? null : "illegal_transition", moved.Refused?.Code);
            if (moved.Refused is { } refused)
            {
                Assert.Equal(named, refused.Facts!["legal"]!.AsArray().Select(node => (string)node!));
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryState))]
    public void Every_way_to_a_state_replays_to_it(string state)
    {
        var order = In(state);
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
    }

    private static Order In(string state)
    {
        var order = OrderTests.Pending();
        var refusal = Refusal.Conflict("card_declined", "The card was declined.");
        return state switch
        {
            Status.Pending => order,
            Status.PaymentFailed => order.TurnBack(Checkout.Steps[^1], refusal, 2).Undone(3),
            Status.Cancelled => order.Confirm(2).MoveTo(state, Admin, null, 3).Value.Undone(4),
            Status.Returned => In(Status.Delivered).MoveTo(state, Admin, null, 9).Value.Undone(10),
            Status.Confirmed => order.Confirm(2),
            Status.Processing => In(Status.Confirmed).MovePart("v1", state, null, null, Admin, 5).Value,
            Status.PartiallyShipped => In(Status.Processing).MovePart("v1", Status.Shipped, "DHL", "1", Admin, 6).Value,
            Status.Shipped => In(Status.PartiallyShipped).MoveTo(state, Admin, null, 7).Value,
            _ => In(Status.Shipped).MoveTo(state, Admin, null, 8).Value,
        };
    }
}
