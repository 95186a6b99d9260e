// The keys of Stripe: which are refused, and that none is ever repeated; and what pages may load because of it.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;
using Cartwright.Stripe;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Unit.Stripe;

public class StripeSettingsTests
{
    private const string Secret = "sk_test_abcdefgh12345678";
    private const string Public = "pk_test_abcdefgh12345678";
    private const string Webhook = "whsec_abcdefgh1234567890";
    private const string Test =
        "Payments:Stripe:SecretKey=" + Secret + ";Payments:Stripe:PublishableKey=" + Public + ";Payments:Stripe:WebhookSecret=" + Webhook;

    private static readonly string Live = Test.Replace("_test_", "_live_", StringComparison.Ordinal);

    [Theory]
    [InlineData("Payments:Providers=stripe", "Payments:Providers names stripe, and it has no keys", "Set Payments:Stripe:SecretKey")]
    [InlineData("Payments:Stripe:SecretKey=" + Secret, "Payments:Stripe:PublishableKey is missing", "Developers")]
    [InlineData("Payments:Stripe:PublishableKey=" + Public, "Payments:Stripe:SecretKey is missing", "Developers")]
    [InlineData(
        "Payments:Stripe:SecretKey=" + Secret + ";Payments:Stripe:PublishableKey=" + Public,
        "Payments:Stripe:WebhookSecret is missing",
        "Developers"
    )]
    [InlineData(Test + ";Payments:Stripe:PublishableKey=pk_live_abcdefgh12345678", "are of two modes", "same page")]
    [InlineData(Test + ";Payments:Stripe:SecretKey=" + Public, "Payments:Stripe:SecretKey is no key of its kind", "sk_test_")]
    [InlineData(Test + ";Payments:Stripe:PublishableKey=" + Secret, "Payments:Stripe:PublishableKey is no key of its kind", "pk_test_")]
    [InlineData(Test + ";Payments:Stripe:WebhookSecret=" + Secret, "Payments:Stripe:WebhookSecret is no signing secret", "whsec_")]
    [InlineData(Test + ";Payments:Stripe:ApiBase=http://stripe.example.com", "Payments:Stripe:ApiBase must be https", "Leave it out")]
    [InlineData(Test + ";Payments:Stripe:ApiBase=https://stripe.example.com/v1", "Payments:Stripe:ApiBase must be https", "without a path")]
    [InlineData("{live};Demo=true", "is a live key, and this is a demo", "test keys")]
    [InlineData("{live};Payments:Stripe:ApiBase=http://127.0.0.1:12111", "is on this machine", "take Payments:Stripe:ApiBase out")]
    [InlineData("{live}", "Shop:Url is missing", "https://shop.example.com")]
    public void Keys_that_do_not_belong_together_are_refused_in_one_sentence_and_not_repeated(string settings, string what, string cure)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => Read(settings)).Message;
        Assert.Contains(what, refused, StringComparison.Ordinal);
        Assert.Contains(cure, refused, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdefgh", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Vendors_are_paid_by_Stripe_with_the_keys_of_payments_alone()
    {
        var none = new ServiceCollection();
        var refused = Assert.Throws<ConfigurationRefused>(() => StripePayments.AddPayouts(none, Configured("Payouts:Provider=stripe")));
        Assert.Contains("Payouts:Provider=stripe, and it has no keys", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Set Payments:Stripe:SecretKey", refused.Message, StringComparison.Ordinal);
        StripePayments.AddPayouts(none, Configured("Payouts:Provider=manual"));
        Assert.Empty(none);
        var some = new ServiceCollection();
        StripePayments.AddPayouts(some, Configured(Test));
        Assert.Equal(typeof(IPayouts), Assert.Single(some).ServiceType);
    }

    [Theory]
    [InlineData(Test + ";Payments:Providers=stripe", "stripe (TEST KEYS: NO REAL MONEY MOVES)")]
    [InlineData(Test + ";Payments:Providers=stripe;Demo=true", "stripe (TEST KEYS: NO REAL MONEY MOVES) (demo: no real money)")]
    [InlineData("{live};Payments:Providers=stripe;Shop:Url=https://shop.example.com", "stripe (live keys)")]
    [InlineData(Test, "none: no order with a price can be placed")]
    public void The_start_says_which_keys_without_saying_them(string settings, string said)
    {
        var line = Read(settings).Line;
        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdefgh", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Payments:Providers=bank_transfer", null)]
    [InlineData(Test, null)]
    [InlineData("Payments:Providers=bank_transfer,stripe", "https://js.stripe.com")]
    [InlineData("Payments:Providers=Stripe;Payments:Stripe:ApiBase=https://proxy.example.com", "https://js.stripe.com")]
    [InlineData("Payments:Providers=stripe;Payments:Stripe:ApiBase=http://127.0.0.1:12111", "http://127.0.0.1:12111")]
    public void Pages_load_a_script_of_others_only_where_stripe_takes_payments(string settings, string? origin) =>
        Assert.Equal(origin, StripePayments.Sources(Configured(settings))?.Scripts[0]);

    [Theory]
    [InlineData("pm_1OaBcD", true)]
    [InlineData("ctoken_1OaBcD", true)]
    [InlineData("pm_", false)]
    [InlineData("tok_visa", false)]
    [InlineData("pm_1;DROP", false)]
    [InlineData("sk_test_abcdefgh12345678", false)]
    [InlineData("bank_transfer", false)]
    public void Its_tokens_are_known_by_how_they_begin(string token, bool known) => Assert.Equal(known, StripeToken.IsOne(token));

    [Fact]
    public void An_order_may_name_a_token_of_the_form_and_no_other()
    {
        AcceptedMethod[] methods = [StripeToken.Offered(isLive: false)];
        Assert.Null(AcceptedMethods.Refused(methods, "pm_1OaBcD"));
        foreach (var token in new[] { "pm_", "tok_visa", "", "bank_transfer", "xpm_1" })
        {
            Assert.Equal("payment_method_not_accepted", AcceptedMethods.Refused(methods, token)?.Code);
        }
    }

    // As the host does it.
    private static PaymentSettings Read(string settings)
    {
        var (services, configuration) = (new ServiceCollection(), Configured(settings));
        StripePayments.Add(services, configuration);
        return PaymentSettings.Read(configuration, [.. services.Select(one => one.ImplementationInstance).OfType<OutsideProvider>()]);
    }

    private static IConfiguration Configured(string settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings
                    .Replace("{live}", Live, StringComparison.Ordinal)
                    .Split(';', StringSplitOptions.RemoveEmptyEntries)
                    .Select(one => one.Split('=', 2))
                    .GroupBy(pair => pair[0])
                    .Select(pairs => new KeyValuePair<string, string?>(pairs.Key, pairs.Last()[1]))
            )
            .Build();
}
