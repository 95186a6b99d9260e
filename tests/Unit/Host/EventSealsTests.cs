// Who may tell events from outside, as the configuration says it: what opens more than can be open is refused at start.
using Cartwright.Host;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Host;

public sealed class EventSealsTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void A_mere_question_may_come_unsigned_and_a_program_has_its_own_topics()
    {
        var (programs, unsigned) = EventSeals.Check(
            Configuration(
                ("Messages:Programs:till-7", Secret),
                ("Messages:Programs:till-7:Topics", "inventory_deduction, order_notification")
            )
        );
        Assert.Equal(["get_product_details"], unsigned);
        Assert.Equal(["inventory_deduction", "order_notification"], programs["till-7"].Topics.Order(StringComparer.Ordinal));
        Assert.Empty(EventSeals.Check(Configuration(("Messages:Unsigned", "none"))).Unsigned);
    }

    [Theory]
    [InlineData("Messages:Unsigned", "user.signed_in", "Messages:Unsigned=user.signed_in")]
    [InlineData("Messages:Programs:till-7", "short", "Messages:Programs:till-7 must be a secret")]
    [InlineData("Messages:Programs:till-7", Secret, "Messages:Programs:till-7:Topics")]
    [InlineData("Messages:Programs:ordering", Secret, "the name of a module")]
    public void What_would_open_more_than_can_be_open_is_refused_and_no_secret_is_repeated(string key, string value, string said)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => EventSeals.Check(Configuration((key, value))));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create<string, string?>(one.Key, one.Value)))
            .Build();
}
