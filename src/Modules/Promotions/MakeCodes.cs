// Makes codes for one use each. They are answered once and kept as hashes, so nobody can read them again.
using System.Buffers.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Promotions;

/// <summary>The slice behind POST /api/promotions/{id}/batches.</summary>
public sealed class MakeCodes(Database database, IIds ids, TimeProvider clock)
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
        for (var i = 0; i < codes.Length; i++)
        {
            // The source of all secrets gives more bytes than a code that people type can have; each of them is random, so the first do.
            codes[i] = CouponCode.Of(Base64Url.DecodeFromChars(ids.Secret()).AsSpan(0, CouponCode.RandomBytes));
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
                    return Refusal.Conflict(
                        "promotion_takes_no_codes",
                        $"{promotion.Title} is not asked for by codes for one use each. Set single_use_codes first."
                    );
                }

                await CodeStore.Add(tx, batch, codes.Select(CouponCode.Hash));
                return new MadeCodes(batch, codes);
            },
            cancel
        );
    }
}

/// <summary>A new batch; its codes are never shown again.</summary>
public sealed record MadeCodes(CodeBatch Batch, IReadOnlyList<string> Codes);
