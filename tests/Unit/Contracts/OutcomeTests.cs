// An outcome is a value or a refusal, and mistaking one for the other is loud.
using Cartwright.Contracts;

// Not Cartwright.Unit.Contracts: that name would hide Cartwright.Contracts from all other tests.
namespace Cartwright.Unit.ContractTypes;

public class OutcomeTests
{
    private static readonly Refusal No = Refusal.Conflict("no", "No.");

    [Fact]
    public void A_value_is_there_and_nothing_is_refused()
    {
        Outcome<int> outcome = 5;
        Assert.True(outcome.Is(out var value, out _));
        Assert.Equal((5, 5), (value, outcome.Value));
        Assert.Null(outcome.Refused);
        Assert.Equal("5", outcome.Then(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture)).Value);
    }

    [Fact]
    public void A_refusal_has_no_value_and_is_carried_on()
    {
        Outcome<int> outcome = No;
        Assert.False(outcome.Is(out _, out var refused));
        Assert.Same(No, refused);
        Assert.Contains("no", Assert.Throws<InvalidOperationException>(() => outcome.Value).Message, StringComparison.Ordinal);
        Assert.Same(No, outcome.Then<string>(_ => throw new InvalidOperationException("Must not run.")).Refused);
    }

    [Fact]
    public void Null_is_no_refusal() =>
        Assert.Throws<ArgumentNullException>(() =>
        {
            Outcome<int> _ = (Refusal)null!;
        });
}
