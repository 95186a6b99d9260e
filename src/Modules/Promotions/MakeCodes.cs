// Makes codes for one use each. They are answered once and kept as hashes, so nobody can read them again.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Promotions;

/// <summary>Fills bytes so that nobody can foretell them: the system's cryptographic source outside of tests.</summary>
public delegate void RandomSource(Span<byte> bytes);

/// <summary>The slice behind POST /api/promotions/{id}/batches.</summary>
public sealed class MakeCodes(Database database, RandomSource random, IIds ids, TimeProvider clock)
{
    /// <summary>Codes a call: about 200 KB of them. Millions are made by many calls.</summary>
    public const int CodesMax = 10_000;

    /// <summary>The batch with its codes in the order in which they were made.</summary>
    public async Task<Outcome<MadeCodes>> Make(string promotionId, long count, string madeBy, CancellationToken cancel)
    {
        if (new Check().Range("count", count, 1, CodesMax).Refused is { } wrong)
        {
            return wrong;
        }

        var codes = new string[count];
        var bytes = new byte[CouponCode.RandomBytes];
        for (var i = 0; i < codes.Length; i++)
        {
            random(bytes);
            codes[i] = CouponCode.Of(bytes);
        }

        var batch = new CodeBatch(ids.Next(), promotionId, count, 0, madeBy, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return await database.Write<Outcome<MadeCodes>>(
            async tx =>
            {
                if (await PromotionStore.Get(tx, promotionId) is not { } promotion)
                {
                    return PromotionRoutes.NotFound;
                }

                if (!promotion.SingleUseCodes)
                {
                    return Refusal.Conflict("promotion_takes_no_codes", $"{promotion.Title} is not asked for by codes for one use each. Set single_use_codes first.");
                }

                await CodeStore.Add(tx, batch, codes.Select(CouponCode.Hash));
                return new MadeCodes(batch, codes);
            },
            cancel);
    }
}

/// <summary>A new batch; its codes are never shown again.</summary>
public sealed record MadeCodes(CodeBatch Batch, IReadOnlyList<string> Codes);
