// Makes, changes and deletes coupons.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Promotions;

/// <summary>The slices behind POST, PATCH and DELETE /api/coupons.</summary>
public sealed class EditCoupons(Database database, CouponMemory memory, IIds ids, TimeProvider clock)
{
    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<Outcome<CouponReply>> Create(CouponBody body, CancellationToken cancel)
    {
        if (!body.Checked(ids.Next(), NowMs).Is(out var coupon, out var refused))
        {
            return refused;
        }

        return await database.Write<Outcome<CouponReply>>(
            async tx =>
            {
                if (!await CouponStore.Add(tx, coupon))
                {
                    return Refusal.Conflict("coupon_exists", $"There is a coupon {coupon.Code} already. Change that one, or use another code.");
                }

                memory.Keep(tx, coupon);
                return CouponReply.Of(coupon, used: 0);
            },
            cancel);
    }

    /// <summary>Changes the members that are given; null takes one away (RFC 7396). Uses that were counted stay counted.</summary>
    public Task<Outcome<CouponReply>> Change(string code, JsonObject patch, CancellationToken cancel) => database.Write<Outcome<CouponReply>>(
        async tx =>
        {
            if (CouponCode.Normalize(code) is not { } normalized || await CouponStore.Find(tx, normalized) is not { } coupon)
            {
                return NotFound(code);
            }

            if (!Merged(CouponBody.Of(coupon), patch).Is(out var body, out var refused) || !body.Checked(coupon.CouponId, NowMs).Is(out var changed, out refused))
            {
                return refused;
            }

            if (changed.Code != coupon.Code)
            {
                return Refusal.Invalid("coupon_code_fixed", $"The code of coupon {coupon.Code} cannot be changed: customers have it. Make another coupon.");
            }

            changed = changed with { CreatedMs = coupon.CreatedMs, UsedFinal = coupon.UsedFinal };
            await CouponStore.Save(tx, changed);
            memory.Keep(tx, changed);
            return CouponReply.Of(changed, await CouponStore.UsesTotal(tx, changed.CouponId, NowMs));
        },
        cancel);

    /// <summary>True when it was there. Orders that hold or have used it keep their discount.</summary>
    public Task<bool> Delete(string code, CancellationToken cancel) => database.Write(
        async tx =>
        {
            if (CouponCode.Normalize(code) is not { } normalized || await CouponStore.Find(tx, normalized) is not { } coupon)
            {
                return false;
            }

            await CouponStore.Delete(tx, coupon.CouponId);
            memory.Forget(tx, coupon.Code);
            return true;
        },
        cancel);

    public static Refusal NotFound(string code) => Refusal.NotFound("coupon_not_found", $"There is no coupon {CouponCode.Normalize(code) ?? "with this code"}.");

    /// <summary>The coupon as written with the patch laid over it, read as strictly as a whole body is.</summary>
    public static Outcome<CouponBody> Merged(CouponBody current, JsonObject patch)
    {
        var merged = JsonSerializer.SerializeToNode(current, Json.Options)!.AsObject();
        if (patch.Select(member => member.Key).Where(name => !merged.ContainsKey(name)).ToList() is { Count: > 0 } unknown)
        {
            var errors = new JsonObject(unknown.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonArray("is not a member of a coupon"))));
            return Refusal.Invalid("unknown_member", $"The body has members that this call does not take: {string.Join(", ", unknown)}.", new JsonObject { ["errors"] = errors });
        }

        foreach (var (name, value) in patch)
        {
            merged[name] = value?.DeepClone();
        }

        try
        {
            return merged.Deserialize<CouponBody>(Json.Options)!;
        }
        catch (JsonException e)
        {
            var field = (e.Path ?? "$").TrimStart('$', '.');
            return new Check().That(false, field, "has a value that this member cannot have").Refused!;
        }
    }
}
