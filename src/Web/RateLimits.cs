// Rate limits of the edge. They bound what one caller can cost; the rules of a module (lock-out, coupon limits) stand in the module.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Web;

/// <summary>Names of the policies: <c>.RequireRateLimiting(RateLimits.Write)</c>. Each is requests a minute of one user, or one address without a token.</summary>
public static class RateLimits
{
    /// <summary>Sign-in, registration, refresh. A shop behind one address still signs in.</summary>
    public const string Login = "login";

    /// <summary>Coupon codes: guessing them must be slow.</summary>
    public const string Coupon = "coupon";

    /// <summary>Changes.</summary>
    public const string Write = "write";

    /// <summary>Costly reads such as search.</summary>
    public const string Read = "read";

    // Callers are spread over so many buckets, so that a million made-up addresses cost no more memory than these.
    private const int Buckets = 8_192;

    // A thousand times what any shopper does; above it a limit is none.
    private const int PerMinuteMax = 60_000_000;

    private static readonly (string Policy, int PerMinute)[] Defaults = [(Login, 120), (Coupon, 60), (Write, 3_000), (Read, 12_000)];

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys => ["RateLimits:Enabled", .. Defaults.Select(limit => "RateLimits:" + limit.Policy)];

    /// <summary>
    /// Registers the policies. <c>RateLimits:login</c> and so on set requests a minute, 0 lifts the limit; <c>RateLimits:Enabled=false</c> lifts all,
    /// for load tests from one address.
    /// </summary>
    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var enabled = configuration.Switch("RateLimits:Enabled", true);
        var limits = Defaults.Select(limit => (
            limit.Policy,
            PerMinute: configuration.Number("RateLimits:" + limit.Policy, limit.PerMinute, 0, PerMinuteMax))).ToList();
        return services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = Reject;
            foreach (var (policy, perMinute) in limits)
            {
                options.AddPolicy(policy, context => !enabled || perMinute == 0
                    ? RateLimitPartition.GetNoLimiter(0)
                    : RateLimitPartition.GetTokenBucketLimiter(Bucket(context), _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = perMinute,
                        TokensPerPeriod = Math.Max(1, perMinute / 60),
                        ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 60 / perMinute)),
                        QueueLimit = 0,
                        AutoReplenishment = false,
                    }));
            }
        });
    }

    // string.GetHashCode is seeded a process: nobody outside can aim at another's bucket.
    private static int Bucket(HttpContext context) => (int)(unchecked((uint)HashOf(context)) % Buckets);

    private static int HashOf(HttpContext context)
    {
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

    private static ValueTask Reject(OnRejectedContext rejected, CancellationToken cancel)
    {
        var seconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        return new ValueTask(Answer.Problem(new Refusal(
            RefusalKind.TooMany, "too_many_requests", string.Create(CultureInfo.InvariantCulture, $"Too many requests. Try again in {seconds} s."))
        {
            RetryAfterSeconds = seconds,
        }).ExecuteAsync(rejected.HttpContext));
    }
}
