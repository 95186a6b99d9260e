// The HTTP routes of the accounts that vendors are paid to: staff's, and a vendor's own.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class VendorAccountRoutes
{
    private const string Purpose = "account changes";

    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly VendorAccountAskBody AskExample = new("Ada Lovelace", "DE89 3704 0044 0532 0130 00");
    private static readonly VendorAccountBody AccountExample = new("vendor-1", "Ada Lovelace", "DE** **** 3000", null, Then, null, null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/api/payouts").Area("Payouts");
        Invalid(
            accounts
                .MapPut("/accounts/{vendor_id}", SaveOf)
                .May(Permission.VendorsEdit)
                .RequireRateLimiting(RateLimits.Write)
                .Doc(
                    "Set a vendor's account",
                    "Where its payouts go: an account at a bank, one at Stripe, or both; what is left out stays. Files that were made before keep the account that they have. It is paid to at "
                        + "once where you have the permission `payouts.approve`, else after a while (`payable_at`) or once somebody with it confirms it; whoever sells for the vendor is told by "
                        + "mail."
                )
                .Example(AskExample, AccountExample)
        );
        accounts
            .MapGet("/accounts/{vendor_id}", AccountOf)
            .May(Permission.PayoutsView)
            .Doc("A vendor's account", "Of the number only the country and the last four digits.")
            .Example(response: AccountExample)
            .Refuses(RefusalKind.NotFound, "account_not_found", "the vendor has given none");
        accounts
            .MapPost("/accounts/{vendor_id}/confirm", Confirm)
            .May(Permission.PayoutsApprove)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Confirm a vendor's account",
                "An account that the vendor changed itself is not paid to for a while (`Payouts:AccountHold`). Whoever has asked the vendor, by a way that he knew before, ends the wait."
            )
            .Example(new AccountConfirmBody(Then), AccountExample)
            .Refuses(RefusalKind.NotFound, "account_not_found", "the vendor has given none")
            .Refuses(RefusalKind.Conflict, "account_changed", "it is another one than was looked at");
        accounts
            .MapGet("/account-changes", Changes)
            .May(Permission.PayoutsView)
            .Doc("Changed accounts", "Who changed where a vendor's payouts go, newest first; of one vendor with vendor_id.")
            .Query("vendor_id", "Only this vendor's.")
            .Example(
                response: Examples.Page(
                    new AccountChangeBody(
                        "vendor-1",
                        "Ada Lovelace, DE** **** 3000",
                        "Ada Lovelace, FR** **** 2606",
                        "vendor",
                        "0199a1b2-0000-7000-8000-000000000001",
                        Then,
                        Then.AddDays(3),
                        null
                    )
                )
            );

        var mine = routes.MapGroup("/api/vendor").Area("Vendor");
        mine.MapGet("/account", Own)
            .Only(Role.Vendor)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("Your account", "Where your payouts go. Of the number only the country and the last four digits.")
            .Example(response: AccountExample)
            .Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor")
            .Refuses(RefusalKind.NotFound, "account_not_found", "you have given none");
        Invalid(
                mine.MapPut("/account", SaveOwn)
                    .Only(Role.Vendor)
                    .RequireRateLimiting(RateLimits.Write)
                    .Doc(
                        "Set your account",
                        "Where your payouts go: an account at a bank, or at Stripe, as the shop pays. It asks for your password again, by a proof. Nothing is paid to the new account for a while "
                            + "(`payable_at`), unless the shop confirms it with you, and all who sell for you are told by mail: so that a stolen session is not enough to be paid."
                    )
                    .Example(
                        new OwnAccountAskBody(
                            "Zm9yIHRoaXMgc2Vzc2lvbiBhbmQgZml2ZSBtaW51dGVz",
                            "Ada Lovelace",
                            "DE89 3704 0044 0532 0130 00"
                        ),
                        AccountExample with
                        {
                            PayableAt = Then.AddDays(3),
                        }
                    )
            )
            .Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor")
            .Refuses(RefusalKind.Forbidden, "password_needed", "the proof is missing, of another session, or older than five minutes")
            .Refuses(RefusalKind.Conflict, "account_not_used", "the shop pays its vendors by hand, or by another kind of account");
    }

    private static RouteHandlerBuilder Invalid(RouteHandlerBuilder route) =>
        route
            .Refuses(RefusalKind.Invalid, "invalid_account", "there is neither an IBAN with its holder nor an account at Stripe")
            .Refuses(RefusalKind.Invalid, "invalid_iban", "the check digits do not hold")
            .Refuses(RefusalKind.Invalid, "invalid_bic", "it is no BIC")
            .Refuses(RefusalKind.Invalid, "invalid_holder", "there is no name that a bank could read")
            .Refuses(RefusalKind.Invalid, "invalid_stripe_account", "it is no id of an account at Stripe");

    private static async Task<Results<Ok<VendorAccountBody>, ProblemResult>> SaveOf(
        [FromRoute(Name = "vendor_id")] string vendorId,
        Body<VendorAccountAskBody> body,
        Caller caller,
        VendorAccountStore store,
        PayoutSettings settings,
        TimeProvider clock
    ) =>
        Read(vendorId, body.Value, caller, clock.GetUtcNow().ToUnixTimeMilliseconds()).Is(out var account, out var refused)
            ? TypedResults.Ok(VendorAccountBody.Of(await store.Save(account, "admin", HoldOf(caller, settings))))
            : Answer.Problem(refused);

    /// <summary>
    /// How long an account that the caller writes is not paid to. Who may end the wait need not wait; others of staff send money elsewhere
    /// no sooner than a vendor does.
    /// </summary>
    internal static TimeSpan HoldOf(Caller caller, PayoutSettings settings) =>
        caller.May(Permission.PayoutsApprove) ? TimeSpan.Zero : settings.AccountHold;

    private static async Task<Results<Ok<VendorAccountBody>, ProblemResult>> SaveOwn(
        Body<OwnAccountAskBody> body,
        Caller caller,
        VendorAccountStore store,
        PayoutDesk desk,
        PayoutSettings settings,
        SealedText seals,
        TimeProvider clock
    )
    {
        var (asked, nowMs) = (body.Value, clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (!VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused))
        {
            return Answer.Problem(refused);
        }

        if (PasswordProof.Check(seals, caller, asked.Proof, nowMs) is { } unproved)
        {
            return Answer.Problem(unproved);
        }

        var given = new VendorAccountAskBody(asked.Holder, asked.Iban, asked.Bic, asked.StripeAccount);
        if (!Read(vendorId, given, caller, nowMs).Is(out var account, out refused))
        {
            return Answer.Problem(refused);
        }

        // What the shop does not pay to would wait there unseen, and be paid to one day.
        var isUsed = desk.Chosen.Can.Destination switch
        {
            PayoutDestination.Iban => account.StripeAccount.Length == 0,
            PayoutDestination.StripeAccount => account.Iban.Length == 0,
            _ => false,
        };
        return isUsed
            ? TypedResults.Ok(VendorAccountBody.Of(await store.Save(account, "vendor", settings.AccountHold)))
            : Answer.Problem(
                Refusal.Conflict(
                    "account_not_used",
                    desk.Chosen.Can.Destination switch
                    {
                        PayoutDestination.Iban => "The shop pays to accounts at a bank: give the IBAN and its holder.",
                        PayoutDestination.StripeAccount => "The shop pays to accounts at Stripe: give the account's id (acct_…).",
                        _ => "The shop pays its vendors by hand. Tell its staff where your payouts shall go.",
                    }
                )
            );
    }

    private static async Task<Results<Ok<VendorAccountBody>, ProblemResult>> Confirm(
        [FromRoute(Name = "vendor_id")] string vendorId,
        Body<AccountConfirmBody> body,
        Caller caller,
        VendorAccountStore store
    ) => Answer.Ok(await store.Confirm(vendorId, body.Value.UpdatedAt.ToUnixTimeMilliseconds(), caller.UserId), VendorAccountBody.Of);

    private static async Task<Results<Ok<Page<AccountChangeBody>>, ProblemResult>> Changes(
        PageRequest page,
        VendorAccountStore store,
        [FromQuery(Name = "vendor_id")] string? vendorId
    )
    {
        if (!page.After(Purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await store.Changes(
            vendorId,
            after is null ? long.MaxValue : long.Parse(after[0], CultureInfo.InvariantCulture),
            page.Limit + 1
        );
        return TypedResults.Ok(page.Page(Purpose, rows, AccountChangeBody.Of, row => [row.Number.ToString(CultureInfo.InvariantCulture)]));
    }

    private static async Task<Results<Ok<VendorAccountBody>, ProblemResult>> AccountOf(
        [FromRoute(Name = "vendor_id")] string vendorId,
        VendorAccountStore store
    ) => await Shown(vendorId, store);

    private static async Task<Results<Ok<VendorAccountBody>, ProblemResult>> Own(Caller caller, VendorAccountStore store) =>
        VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused) ? await Shown(vendorId, store) : Answer.Problem(refused);

    private static async Task<Results<Ok<VendorAccountBody>, ProblemResult>> Shown(string vendorId, VendorAccountStore store) =>
        await store.Get(vendorId) is { } account
            ? TypedResults.Ok(VendorAccountBody.Of(account))
            : Answer.Problem(Refusal.NotFound("account_not_found", "There is no account yet. Give the shop's staff its IBAN and holder."));

    private static Outcome<VendorAccount> Read(string vendorId, VendorAccountAskBody asked, Caller caller, long nowMs)
    {
        var stripe = string.Empty;
        if (!string.IsNullOrWhiteSpace(asked.StripeAccount))
        {
            if (!VendorAccount.ReadStripe(asked.StripeAccount).Is(out var read, out var refused))
            {
                return refused;
            }

            stripe = read;
        }

        if (string.IsNullOrWhiteSpace(asked.Iban))
        {
            return stripe.Length > 0
                ? new VendorAccount(vendorId, string.Empty, string.Empty, string.Empty, caller.UserId, nowMs, stripe)
                : Refusal.Invalid("invalid_account", "Give an IBAN with its holder, or the id of an account at Stripe.");
        }

        return new Check().Text("holder", asked.Holder).Text("iban", asked.Iban).Refused is { } faulty
            ? faulty
            : VendorAccount
                .Read(vendorId, asked.Holder ?? string.Empty, asked.Iban, asked.Bic, caller.UserId, nowMs)
                .Then(account => account with { StripeAccount = stripe });
    }
}
