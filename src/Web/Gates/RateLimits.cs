// Rate limits of the edge. They bound what one caller can cost; the rules of a module (lock-out, coupon limits) stand in the module.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Web;

/// <summary>
/// Names of the policies: <c>.RequireRateLimiting(RateLimits.Write)</c>. Each is requests a minute of one user, or one address without a
/// token.
/// </summary>
public static class RateLimits
{
    /// <summary>Sign-in, registration, refresh. A shop behind one address still signs in.</summary>
    public const string Login = "login";

    /// <summary>Coupon codes: guessing them must be slow.</summary>
    public const string Coupon = "coupon";

    /// <summary>Changes.</summary>
    public const string Write = "write";

    /// <summary>Reads that cost more than a look into memory.</summary>
    public const string Read = "read";

    /// <summary>What asks every module or somebody outside the shop: a person's whole file, a carrier.</summary>
    public const string Costly = "costly";

    // A thousand times what any shopper does; above it a limit is none.
    private const int PerMinuteMax = 60_000_000;

    private static readonly (string Policy, int PerMinute)[] Defaults =
    [
        (Login, 120),
        (Coupon, 60),
        (Write, 3_000),
        (Read, 12_000),
        (Costly, 60),
    ];

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys => ["RateLimits:Enabled", .. Defaults.Select(limit => "RateLimits:" + limit.Policy)];

    /// <summary>
    /// Registers the limits. <c>RateLimits:login</c> and so on set requests a minute, 0 lifts the limit; <c>RateLimits:Enabled=false</c>
    /// lifts all, for load tests from one address.
    /// </summary>
    /// <exception cref="ConfigurationRefused">One of them cannot be read.</exception>
    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var enabled = configuration.Switch("RateLimits:Enabled", true);
        var limits = Defaults
            .Select(limit =>
                (limit.Policy, PerMinute: configuration.Number("RateLimits:" + limit.Policy, limit.PerMinute, 0, PerMinuteMax))
            )
            .ToList();
        return services.AddSingleton<IReadOnlyDictionary<string, MinuteLimit>>(provider =>
            limits
                .Where(limit => enabled && limit.PerMinute > 0)
                .ToDictionary(
                    limit => limit.Policy,
                    limit => new MinuteLimit(limit.PerMinute, provider.GetRequiredService<TimeProvider>()),
                    StringComparer.Ordinal
                )
        );
    }

    /// <summary>
    /// Puts the limits before the routes that ask for one. Their replies say how the caller stands: <c>RateLimit-Limit</c>,
    /// <c>RateLimit-Remaining</c> and <c>RateLimit-Reset</c> (seconds until the minute is over), as draft-ietf-httpapi-ratelimit-headers
    /// had them up to its seventh version, which is what clients read.
    /// </summary>
    public static void UseRateLimits(this IApplicationBuilder app)
    {
        var limits = app.ApplicationServices.GetRequiredService<IReadOnlyDictionary<string, MinuteLimit>>();
        if (limits.Count == 0)
        {
            return;
        }

        app.Use(
            (context, next) =>
            {
                if (
                    context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName is not { } policy
                    || !limits.TryGetValue(policy, out var limit)
                )
                {
                    return next(context);
                }

                var (taken, remaining, reset) = limit.Take(HashOf(context));
                var headers = context.Response.Headers;
                headers["RateLimit-Limit"] = limit.Text;
                headers["RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
                headers["RateLimit-Reset"] = reset.ToString(CultureInfo.InvariantCulture);
                return taken
                    ? next(context)
                    : Answer
                        .Problem(
                            new Refusal(
                                RefusalKind.TooMany,
                                "too_many_requests",
                                string.Create(CultureInfo.InvariantCulture, $"Too many requests. Try again in {reset} s.")
                            )
                            {
                                RetryAfterSeconds = reset,
                            }
                        )
                        .ExecuteAsync(context);
            }
        );
    }

    private static int HashOf(HttpContext context)
    {
        // string.GetHashCode is seeded a process: nobody outside can aim at another's count.
        if (context.CallerOrNull() is { IsGuest: false } caller)
        {
            return caller.UserId.GetHashCode(StringComparison.Ordinal);
        }

        // Guests are counted by address, because a guest's token is free. An IPv6 customer usually has a /64 of addresses.
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var hash = default(HashCode);
        hash.AddBytes(address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6 ? bytes[..8] : bytes[..length]);
        return hash.ToHashCode();
    }
}
