// Applying to sell here, and what staff make of it.
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The slices behind applications.</summary>
public sealed class ApplicationDesk(
    [FromKeyedServices("ordering")] Database database,
    IIdentity identity,
    TraderDesk traders,
    ShopPolicies policies,
    IIds ids,
    [Steady] TimeProvider clock
)
{
    /// <summary>The text that applicants agree to, where the shop has it.</summary>
    internal const string TermsName = "terms";

    private const string Applicant = "applicant";

    private const string Staff = "staff";

    /// <summary>Steps of one person's: who is refused so often has had an answer.</summary>
    internal const int StepsMax = 40;

    private static Refusal Accepted { get; } =
        Refusal.Conflict("application_accepted", "Your application was accepted. If you do not sell here any more, write to us.");

    private static Refusal SellsAlready { get; } = Refusal.Conflict("vendor_already", "This account sells here already.");

    private static Refusal WorksHere { get; } =
        Refusal.Forbidden("staff_cannot_apply", "This account does the shop's own work. Whoever sells has another account.");

    private static Refusal UnderReview { get; } =
        Refusal.Conflict("application_under_review", "The application is with us. We write to you when we have looked at it.");

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The version of the shop's terms; null where it has none.</summary>
    public string? TermsVersion => policies.Find(TermsName)?.Version;

    /// <summary>The caller's own, or null.</summary>
    public ValueTask<SellerApplication?> Mine(string userId) => database.Read(sql => ApplicationSql.OfUser(sql, userId));

    /// <summary>One, to whoever sent it and to staff; for everybody else there is none.</summary>
    public async ValueTask<Outcome<SellerApplication>> Get(Caller caller, string applicationId) =>
        await database.Read(sql => ApplicationSql.Get(sql, applicationId)) is { } found
        && (found.UserId == caller.UserId || caller.May(Permission.VendorsEdit))
            ? found
            : SellerApplication.NotFound;

    /// <summary>The longest untouched first.</summary>
    internal ValueTask<List<SellerApplication>> Page(string? state, long afterMs, string afterId, long count) =>
        database.Read(sql => ApplicationSql.Page(sql, state, afterMs, afterId, count));

    /// <summary>
    /// Sends an application, or sends it again with what was asked for. Refused with <c>validation_failed</c>,
    /// <c>vat_number_invalid</c>, <c>vat_register_unavailable</c>, <c>email_unverified</c>, <c>vendor_already</c>,
    /// <c>application_accepted</c>, <c>staff_cannot_apply</c>, <c>application_under_review</c>, <c>text_changed</c>,
    /// <c>policy_changed</c>; nothing is kept then.
    /// </summary>
    /// <param name="language">Of the request.</param>
    public async ValueTask<Outcome<SellerApplication>> Apply(
        string userId,
        ApplicationAskBody asked,
        string? language,
        CancellationToken cancel
    )
    {
        // A token may be older than what the account is by now.
        if (!(await identity.GetUser(new GetUserRequest { UserId = userId }, cancel)).Is(out var user, out var refused))
        {
            return refused;
        }

        if (Unfit(user) is { } unfit)
        {
            return unfit;
        }

        if (!user.EmailVerified)
        {
            return Refusal.Forbidden(
                "email_unverified",
                "Confirm your e-mail address first: the page of your account sends you a link. What becomes of the application is told there."
            );
        }

        if (!Checked(asked).Is(out var trader, out refused))
        {
            return refused;
        }

        // Whoever has one under review costs the register of VAT numbers nothing.
        if (await Mine(userId) is { State: ApplicationState.Sent })
        {
            return UnderReview;
        }

        if (!(await traders.LookUp(trader, cancel)).Is(out var looked, out refused))
        {
            return refused;
        }

        var now = NowMs;
        var agreed = new ApplicationAgreement(TermsVersion, SelfBillingTerms.Version, now);
        trader = trader with { VatCheck = looked, SelfBilling = new(agreed.SelfBilling, now, "vendor", userId) };
        var next = new SellerApplication(
            ids.Next(),
            userId,
            ApplicationState.Sent,
            1,
            asked.ShopName!.Trim(),
            user.Email,
            language,
            trader,
            agreed,
            [new(now, Applicant, userId, ApplicationState.Sent, null)],
            null,
            now,
            now
        );
        var sent = await database.Write(tx => Send(tx, next), cancel);

        // The register of VAT numbers may have taken seconds: of whoever was erased meanwhile nothing stays, though the news came
        // before the application.
        return sent.Refused is null && await IsErased(userId, cancel) ? await Gone(userId, cancel) : sent;
    }

    /// <summary>
    /// Asks the applicant something. Refused with <c>application_not_found</c>, <c>application_decided</c>, <c>version_mismatch</c>.
    /// </summary>
    /// <param name="seen">The version that was looked at; null for whichever it is.</param>
    public ValueTask<Outcome<SellerApplication>> Ask(
        string applicationId,
        long? seen,
        string text,
        string staffId,
        CancellationToken cancel
    ) =>
        Decide(
            applicationId,
            seen,
            static _ => null,
            (_, one, now) => Answered(one.Then(Staff, staffId, ApplicationState.Asked, text, now)),
            cancel
        );

    /// <summary>Refuses it with a reason. Refused itself as <see cref="Ask"/> is.</summary>
    public ValueTask<Outcome<SellerApplication>> Refuse(
        string applicationId,
        long? seen,
        string reason,
        string staffId,
        CancellationToken cancel
    ) =>
        Decide(
            applicationId,
            seen,
            static _ => null,
            (_, one, now) => Answered(one.Then(Staff, staffId, ApplicationState.Refused, reason, now)),
            cancel
        );

    /// <summary>
    /// Makes the applicant a vendor: its details are those of the application, and Identity gives its account the role. Refused as
    /// <see cref="Ask"/> is, and with <c>applicant_closed</c>, <c>vendor_already</c>, <c>staff_cannot_apply</c> where the account cannot
    /// sell by now, and <c>applicant_unverified</c> where its address is another, unconfirmed one by now.
    /// </summary>
    public async ValueTask<Outcome<SellerApplication>> Accept(string applicationId, long? seen, string staffId, CancellationToken cancel)
    {
        var accepted = await Accepting(applicationId, seen, staffId, cancel);

        // Erased between the question and the commit: the details of a vendor that nobody is go with the application.
        if (accepted.Is(out var one, out _) && await IsErased(one.UserId, cancel))
        {
            await database.Write(tx => TraderStore.Delete(tx, one.VendorId!), cancel);
            return await Gone(one.UserId, cancel);
        }

        return accepted;
    }

    private ValueTask<Outcome<SellerApplication>> Accepting(string applicationId, long? seen, string staffId, CancellationToken cancel) =>
        Decide(
            applicationId,
            seen,
            static user =>
                Unfit(user)
                ?? (
                    user.EmailVerified
                        ? null
                        : Refusal.Conflict("applicant_unverified", "The applicant has not confirmed the address of the account by now.")
                ),
            async (tx, one, now) =>
            {
                var id = IdOf(one.ShopName, ids.Next());
                if (await ApplicationSql.IsVendor(tx, id))
                {
                    return Refusal.Conflict("vendor_exists", $"Somebody sells as {id} already. Try again: another id is made then.");
                }

                var actor = new Actor("admin", staffId);
                return (await TraderStore.Change(tx, id, null, _ => one.Trader, actor, now)).Refused is { } refused
                    ? refused
                    : one.Then(Staff, staffId, ApplicationState.Accepted, null, now) with
                    {
                        VendorId = id,
                    };
            },
            cancel
        );

    /// <summary>Small letters and digits of a name between dashes, with an end that nobody else has.</summary>
    internal static string IdOf(string name, string id)
    {
        var text = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                text.Append(c);
            }
            else if (text.Length > 0 && text[^1] != '-')
            {
                text.Append('-');
            }

            if (text.Length == 40)
            {
                break;
            }
        }

        var own = text.ToString().Trim('-');
        return (own.Length > 0 ? own : "vendor") + "-" + id[^6..].ToLowerInvariant();
    }

    // Why an account cannot become a vendor's.
    private static Refusal? Unfit(User user) =>
        user.Closed ? Refusal.Conflict("applicant_closed", "The account is shut: whoever has it cannot sign in.")
        : user.VendorId.Length > 0 ? SellsAlready
        : user.Roles.Contains("staff") || user.Roles.Contains("admin") ? WorksHere
        : null;

    private Outcome<Trader> Checked(ApplicationAskBody asked)
    {
        var check = new Check()
            .Required("shop_name", asked.ShopName)
            .Text("shop_name", asked.ShopName?.Trim())
            .Required("self_billing", asked.SelfBilling)
            .That(asked.Terms is not null || TermsVersion is null, "terms", "must be agreed to: the version of the terms that was read")
            .That(asked.LawfulGoods, "lawful_goods", "must be promised: only goods that comply with the law of the Union may be offered");
        if (asked.Trader is null)
        {
            return check.Required("trader", null).Refused!;
        }

        if (!Trader.Of(asked.Trader).Is(out var trader, out var refused))
        {
            return Within(check, refused);
        }

        // What the law wants known of a trader is known before it sells, and not some time after.
        foreach (var gap in TraderGaps.Of(trader, null).Where(gap => gap.For == TraderGaps.Trader))
        {
            check.That(false, $"trader.{gap.Field}", "is missing. " + gap.Sentence);
        }

        return check.Refused is { } wrong ? wrong
            : asked.SelfBilling != SelfBillingTerms.Version
                ? Refusal.Conflict(
                    "text_changed",
                    $"The text has changed since it was read. Read version {SelfBillingTerms.Version} of it, and agree to that."
                )
            : asked.Terms is { } terms && policies.Changed([new(TermsName, terms)]) is { } other ? other
            : trader;
    }

    // Faults of the details are told together with the others, under the member that the details are here.
    private static Refusal Within(Check check, Refusal refused)
    {
        if (refused.Code != "validation_failed")
        {
            return refused.At("trader.vat_number");
        }

        foreach (var (field, sentences) in refused.Facts?["errors"]?.AsObject() ?? [])
        {
            foreach (var sentence in sentences?.AsArray() ?? [])
            {
                check.That(false, "trader." + field, (string?)sentence ?? string.Empty);
            }
        }

        return check.Refused ?? refused;
    }

    private static async ValueTask<Outcome<SellerApplication>> Send(Transaction tx, SellerApplication first)
    {
        if (await ApplicationSql.OfUser(tx, first.UserId) is { } found)
        {
            await ApplicationSql.Hold(tx, found.ApplicationId);
        }

        var before = await ApplicationSql.OfUser(tx, first.UserId);
        if (before is { State: ApplicationState.Accepted })
        {
            return Accepted;
        }

        if (before is { State: ApplicationState.Sent } or { Steps.Count: >= StepsMax })
        {
            return UnderReview;
        }

        var sent = before is null
            ? first
            : before.Then(Applicant, first.UserId, ApplicationState.Sent, null, first.UpdatedMs) with
            {
                ShopName = first.ShopName,
                Email = first.Email,
                Language = first.Language,
                Trader = first.Trader,
                Agreed = first.Agreed,
            };
        if ((before is null ? await ApplicationSql.Insert(tx, sent) : await ApplicationSql.Save(tx, sent)) == 0)
        {
            return UnderReview;
        }

        await tx.Publish(Topics.VendorApplication, sent.UserId, sent.Facts());
        return sent;
    }

    private async ValueTask<Outcome<SellerApplication>> Decide(
        string applicationId,
        long? seen,
        Func<User, Refusal?> fits,
        Func<Transaction, SellerApplication, long, ValueTask<Outcome<SellerApplication>>> decide,
        CancellationToken cancel
    )
    {
        if (await database.Read(sql => ApplicationSql.Get(sql, applicationId)) is not { } found)
        {
            return SellerApplication.NotFound;
        }

        // Asked outside the writer. Of somebody who is erased nothing stays, whatever order the news comes in.
        if (!(await identity.GetUser(new GetUserRequest { UserId = found.UserId }, cancel)).Is(out var user, out var refused))
        {
            return refused.Kind == RefusalKind.NotFound ? await Gone(found.UserId, cancel) : refused;
        }

        if (user.Email.Length == 0)
        {
            return await Gone(found.UserId, cancel);
        }

        return await database.Write<Outcome<SellerApplication>>(
            async tx =>
            {
                await ApplicationSql.Hold(tx, applicationId);
                if (await ApplicationSql.Get(tx, applicationId) is not { } one)
                {
                    return SellerApplication.NotFound;
                }

                if (!one.IsOpen)
                {
                    return Refusal.Conflict("application_decided", $"It was {one.State} already. Who was refused may apply again.");
                }

                if (seen is { } version && version != one.Version)
                {
                    return Conditional.VersionMismatch(one.Version);
                }

                if (fits(user) is { } unfit)
                {
                    return unfit;
                }

                if (!(await decide(tx, one, NowMs)).Is(out var next, out var no))
                {
                    return no;
                }

                await ApplicationSql.Save(tx, next);
                await tx.Publish(Topics.VendorApplication, next.UserId, next.Facts());
                return next;
            },
            cancel
        );
    }

    // Where nobody can say, the account is taken for what it was a moment ago.
    private async ValueTask<bool> IsErased(string userId, CancellationToken cancel) =>
        (await identity.GetUser(new GetUserRequest { UserId = userId }, cancel)).Is(out var user, out var refused)
            ? user.Email.Length == 0
            : refused.Kind == RefusalKind.NotFound;

    private async ValueTask<Outcome<SellerApplication>> Gone(string userId, CancellationToken cancel)
    {
        await database.Write(tx => ApplicationSql.Forget(tx, userId), cancel);
        return SellerApplication.NotFound;
    }

    private static ValueTask<Outcome<SellerApplication>> Answered(SellerApplication one) =>
        ValueTask.FromResult<Outcome<SellerApplication>>(one);
}
