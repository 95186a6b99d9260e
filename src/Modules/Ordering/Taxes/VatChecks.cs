// Looks VAT numbers up in a register, each at most once a day.
using System.Collections.Concurrent;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>The register of this shop: <c>Tax:VatRegister</c>.</summary>
/// <param name="refusesWhileAway">Whether nothing is sold to a business whose number nobody can look up; else it pays the tax.</param>
public sealed class VatChecks(IVatRegister register, bool refusesWhileAway, [Steady] TimeProvider clock)
{
    /// <summary>For how long an answer holds.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>Answers kept: a day of a shop that sells to very many businesses. About 3 MB.</summary>
    private const int KeptMax = 20_000;

    /// <summary>Numbers that one network may have looked up in a minute: the register counts them as the shop's questions.</summary>
    private const int NetworkAsksMax = 20;

    /// <summary>A register that did not answer is left alone for so long.</summary>
    private const long AwayMs = 10_000;

    private readonly MinuteLimit asked = new(NetworkAsksMax, clock);
    private long awayUntilMs;

    private readonly ConcurrentDictionary<string, VatCheck> kept = new(StringComparer.Ordinal);

    private static Refusal NotAsked { get; } =
        Refusal.Unavailable(
            "vat_register_unavailable",
            "The VAT number cannot be looked up at the moment. Repeat in a minute, or order without it.",
            retryAfterSeconds: 30
        );

    /// <summary>The keys; a register adds its own.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Tax:VatRegister", "Tax:VatRegister:WhileAway"];

    /// <summary>Of the configuration and the register that it names; null where none is named.</summary>
    /// <exception cref="ConfigurationRefused">Another word stands there.</exception>
    public static VatChecks? Of(IConfiguration configuration, IVatRegister? register, TimeProvider clock)
    {
        var away = configuration["Tax:VatRegister:WhileAway"] is { Length: > 0 } said ? said : "tax";
        return away is not ("tax" or "refuse")
                ? throw new ConfigurationRefused(
                    $"Tax:VatRegister:WhileAway={away} is neither tax (a business pays the tax while its number cannot be looked up) nor refuse (nothing is sold to it)"
                )
            : register is null ? null
            : new(register, away == "refuse", clock);
    }

    /// <summary>
    /// Whether a number is in force; null where the register has no numbers of its kind. Refused with <c>vat_register_unavailable</c>
    /// where the shop wants that.
    /// </summary>
    /// <param name="network">Who asks; null where nobody may ask too often.</param>
    public async ValueTask<Outcome<VatCheck?>> Of(VatNumber number, string? network, CancellationToken cancel)
    {
        if (!register.Has(number.Prefix))
        {
            return (VatCheck?)null;
        }

        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (kept.TryGetValue(number.Text, out var before) && nowMs - before.AtMs < (long)Life.TotalMilliseconds)
        {
            return before;
        }

        var mayAsk =
            nowMs >= Volatile.Read(ref awayUntilMs) && (network is null || asked.Take(network.GetHashCode(StringComparison.Ordinal)).Taken);
        var looked = mayAsk ? await register.LookUp(number.Prefix, number.Body, cancel) : NotAsked;
        if (!looked.Is(out var proof, out var refused))
        {
            Volatile.Write(ref awayUntilMs, mayAsk ? nowMs + AwayMs : Volatile.Read(ref awayUntilMs));
            return refusesWhileAway ? refused : new VatCheck(register.Name, VatCheck.Unchecked, nowMs);
        }

        var check = new VatCheck(register.Name, proof.InForce ? VatCheck.InForce : VatCheck.NotInForce, proof.AtMs, proof.Consultation);
        if (kept.Count >= KeptMax)
        {
            kept.Clear();
        }

        kept[number.Text] = check;
        return check;
    }
}
