// Payments:Stripe:… of the configuration, read and checked once. No value is ever repeated: each may be a secret in the wrong place.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Stripe;

/// <summary>The keys of an account at Stripe, and where its shoppers come back to.</summary>
/// <param name="IsLive">Whether real money moves.</param>
/// <param name="ApiBase">Where Stripe is; null for Stripe itself.</param>
/// <param name="ReturnTo">The address of the pages, without a slash at the end.</param>
/// <param name="ChallengeWithin">How long a shopper has for the question of the bank.</param>
internal sealed record StripeSettings(
    string SecretKey,
    string PublishableKey,
    string WebhookSecret,
    bool IsLive,
    Uri? ApiBase,
    string ReturnTo,
    TimeSpan ChallengeWithin
)
{
    /// <summary>The provider's name.</summary>
    public const string Provider = "stripe";

    private const string Section = "Payments:Stripe";
    private const string SecretName = Section + ":SecretKey";
    private const string PublishableName = Section + ":PublishableKey";
    private const string WebhookName = Section + ":WebhookSecret";
    private const string ApiBaseName = Section + ":ApiBase";

    // The script that Stripe asks pages to load from this very address and from nowhere else.
    private static readonly Uri ScriptOfStripe = new("https://js.stripe.com/v3/");

    private static readonly TimeSpan ChallengeWithinDefault = TimeSpan.FromMinutes(15);

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = [SecretName, PublishableName, WebhookName, ApiBaseName];

    /// <summary>What is missing, in one sentence.</summary>
    public const string Missing =
        $"Set {SecretName} (sk_…), {PublishableName} (pk_…) and {WebhookName} (whsec_…): all three stand in Stripe's dashboard under Developers.";

    /// <summary>The script that a page with the form loads; that of a stand-in only on this machine, where no live key is taken.</summary>
    public Uri Script => ApiBase is { IsLoopback: true } here ? new Uri(here, "/v3/") : ScriptOfStripe;

    /// <summary>Where Stripe is, for a process that has no keys: null for Stripe itself. Throws as <see cref="Read"/> does.</summary>
    public static Uri? Place(IConfiguration configuration) => Address(Text(configuration, ApiBaseName));

    /// <summary>
    /// The settings; null when none of the keys is said. Throws <see cref="ConfigurationRefused"/> with the line to change for keys of two
    /// modes, a live key in a demo or before a stand-in, and one that is missing.
    /// </summary>
    public static StripeSettings? Read(IConfiguration configuration)
    {
        var (secret, publishable, webhook, apiBase) = (
            Text(configuration, SecretName),
            Text(configuration, PublishableName),
            Text(configuration, WebhookName),
            Text(configuration, ApiBaseName)
        );
        if (secret is null && publishable is null && webhook is null && apiBase is null)
        {
            return null;
        }

        if (secret is null || publishable is null || webhook is null)
        {
            var missing =
                secret is null ? SecretName
                : publishable is null ? PublishableName
                : WebhookName;
            throw new ConfigurationRefused($"{missing} is missing. {Missing}");
        }

        var isLive = IsLiveKey(SecretName, secret, "sk", "rk");
        if (isLive != IsLiveKey(PublishableName, publishable, "pk"))
        {
            throw new ConfigurationRefused(
                $"{SecretName} and {PublishableName} are of two modes: one has _test_ in it, the other _live_. Take both from the same page of the dashboard."
            );
        }

        if (isLive && configuration.Switch("Demo"))
        {
            throw new ConfigurationRefused(
                $"{SecretName} is a live key, and this is a demo: strangers would play with real money. Use the test keys (sk_test_…), or set Demo=false."
            );
        }

        if (!webhook.StartsWith("whsec_", StringComparison.Ordinal) || webhook.Length < 24 || !webhook.All(IsOfKey))
        {
            throw new ConfigurationRefused(
                $"{WebhookName} is no signing secret: it begins with whsec_ and stands at the endpoint's page in the dashboard under Developers, Webhooks."
            );
        }

        var address = Address(apiBase);
        if (isLive && address is { IsLoopback: true })
        {
            throw new ConfigurationRefused(
                $"{ApiBaseName} is on this machine, and {SecretName} is a live key. A stand-in of Stripe is for test keys; take {ApiBaseName} out."
            );
        }

        if (isLive && Text(configuration, "Shop:Url") is null)
        {
            throw new ConfigurationRefused(
                "Shop:Url is missing: shoppers whose bank asks them come back to it. Set the address of the shop's pages, such as Shop:Url=https://shop.example.com."
            );
        }

        return new(
            secret,
            publishable,
            webhook,
            isLive,
            address,
            ShopUrl.Of(configuration),
            configuration.Span("Payments:ChallengeWithin", ChallengeWithinDefault)
        );
    }

    /// <summary>What the start-up print says: never a key.</summary>
    public string Said =>
        (IsLive ? "live keys" : "TEST KEYS: NO REAL MONEY MOVES") + (ApiBase is null ? string.Empty : $", at {ApiBase.Authority}");

    /// <summary>A record prints its members, and these are secrets.</summary>
    public override string ToString() => $"stripe ({Said})";

    private static bool IsLiveKey(string name, string key, params string[] kinds)
    {
        foreach (var kind in kinds)
        {
            foreach (var mode in new[] { "live", "test" })
            {
                var start = $"{kind}_{mode}_";
                if (key.StartsWith(start, StringComparison.Ordinal) && key.Length >= start.Length + 8 && key.All(IsOfKey))
                {
                    return mode == "live";
                }
            }
        }

        throw new ConfigurationRefused(
            $"{name} is no key of its kind: it begins with {string.Join(" or ", kinds.SelectMany(kind => new[] { kind + "_test_", kind + "_live_" }))}. {Missing}"
        );
    }

    private static bool IsOfKey(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static Uri? Address(string? text) =>
        text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? uri
        : throw new ConfigurationRefused(
            $"{ApiBaseName} must be https, or http on this machine, without a path: {ApiBaseName}=http://127.0.0.1:12111. Leave it out to speak to Stripe."
        );

    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key]?.Trim() is { Length: > 0 } text ? text : null;
}
