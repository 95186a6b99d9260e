// Who wants to sell: what is taken, once a person, every step told, and who is accepted is a vendor with the details that were given.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ApplicationTests
{
    private const string Ada = "user-ada";
    private const string Bob = "user-bob";
    private const string Root = "user-root";

    [Fact]
    public async Task An_application_is_sent_asked_about_sent_again_and_accepted_and_each_step_is_told()
    {
        await using var world = await OrderingWorld.Open();
        var desk = Desk(world);
        var sent = await Applied(desk, Ada, Asked(world), "de");
        Assert.Equal((ApplicationState.Sent, "Ada's Tea House", "user-ada@example.com"), (sent.State, sent.ShopName, sent.Email));
        Assert.Equal(world.Policies.Find("terms")!.Version, sent.Agreed.Terms);
        Assert.Equal((SelfBillingTerms.Version, Now(world)), (sent.Agreed.SelfBilling, sent.Agreed.AtMs));
        Assert.Equal("application_under_review", await Refusal(desk.Apply(Ada, Asked(world), null, default)));

        Assert.Null((await desk.Ask(sent.ApplicationId, 1, "Which register?", Root, default)).Refused);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var again = await Applied(desk, Ada, Asked(world) with { ShopName = "Tea House" });
        Assert.Equal((sent.ApplicationId, 3L, Now(world)), (again.ApplicationId, again.Version, again.Agreed.AtMs));

        // Staff who looked at what was sent first do not accept what they have not seen.
        Assert.Equal("version_mismatch", await Refusal(desk.Accept(sent.ApplicationId, 1, Root, default)));
        var accepted = (await desk.Accept(sent.ApplicationId, 3, Root, default)).Value;
        Assert.StartsWith("tea-house-", accepted.VendorId, StringComparison.Ordinal);
        Assert.Equal(
            [("applicant", Ada, "sent"), ("staff", Root, "asked"), ("applicant", Ada, "sent"), ("staff", Root, "accepted")],
            accepted.Steps.Select(step => (step.By, step.ActorId, step.State))
        );
        Assert.Equal("application_decided", await Refusal(desk.Accept(sent.ApplicationId, null, Root, default)));
        Assert.Equal("application_decided", await Refusal(desk.Refuse(sent.ApplicationId, null, "No.", Root, default)));
        Assert.Equal("application_accepted", await Refusal(desk.Apply(Ada, Asked(world), null, default)));

        // The vendor's details are those that it gave last, with its agreement.
        var trader = (await new TraderStore(world.Database).Get(accepted.VendorId!))!;
        Assert.Equal((StatementWords.Asked.LegalName, Root), (trader.Trader.LegalName, trader.ActorId));
        Assert.Equal(new SelfBillingAgreement(SelfBillingTerms.Version, Now(world), "vendor", Ada), trader.Trader.SelfBilling);
        Assert.Equal(
            [
                (1L, "sent", null, null, null, "de"),
                (2L, "asked", "Which register?", Root, null, "de"),
                (3L, "sent", null, null, null, null),
                (4L, "accepted", null, Root, accepted.VendorId, (string?)null),
            ],
            (await Told(world)).Select(one => (one.Version, one.State, one.Text, one.StaffId, one.VendorId, one.Language))
        );
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_one_is_told_and_one_application_makes_one_vendor()
    {
        await using var world = await OrderingWorld.Open();
        var desk = Desk(world);
        var one = await Applied(desk, Ada, Asked(world));
        var both = await Task.WhenAll(
            desk.Accept(one.ApplicationId, 1, Root, default).AsTask(),
            desk.Accept(one.ApplicationId, 1, "user-other", default).AsTask(),
            desk.Refuse(one.ApplicationId, 1, "No.", Root, default).AsTask()
        );
        Assert.Single(both, outcome => outcome.Refused is null);
        Assert.All(
            both.Where(outcome => outcome.Refused is not null),
            outcome => Assert.Equal("application_decided", outcome.Refused!.Code)
        );
        Assert.Equal(2, (await Told(world)).Count);
        var decided = (await desk.Mine(Ada))!;
        Assert.Equal(
            decided.State == ApplicationState.Accepted ? 1 : 0,
            await world.Database.Read(sql => sql.Number("SELECT count(*) FROM vendor_traders"))
        );
    }

    [Fact]
    public async Task Of_two_applications_of_one_person_at_once_one_is_kept()
    {
        await using var world = await OrderingWorld.Open();
        var desk = Desk(world);
        var both = await Task.WhenAll(
            desk.Apply(Ada, Asked(world), null, default).AsTask(),
            desk.Apply(Ada, Asked(world), null, default).AsTask()
        );
        Assert.Equal("application_under_review", Assert.Single(both, outcome => outcome.Refused is not null).Refused!.Code);
        Assert.Single(await Told(world));
    }

    [Fact]
    public async Task Who_was_refused_may_apply_again_and_not_for_ever()
    {
        await using var world = await OrderingWorld.Open();
        var desk = Desk(world);
        for (var steps = 0; steps < ApplicationDesk.StepsMax; steps += 2)
        {
            var sent = await Applied(desk, Ada, Asked(world));
            Assert.Null((await desk.Refuse(sent.ApplicationId, sent.Version, "No.", Root, default)).Refused);
        }

        Assert.Equal("application_under_review", await Refusal(desk.Apply(Ada, Asked(world), null, default)));
        Assert.Equal(ApplicationState.Refused, (await desk.Mine(Ada))!.State);
    }

    [Fact]
    public async Task Who_cannot_sell_cannot_apply_and_is_not_accepted_later_either()
    {
        await using var world = await OrderingWorld.Open();
        foreach (var ((code, change), number) in Unfit.Select((one, number) => (one, number)))
        {
            var accounts = new Accounts();
            var desk = Desk(world, accounts);
            accounts.Change = change;
            var userId = $"user-{number}";
            Assert.Equal(code, await Refusal(desk.Apply(userId, Asked(world), null, default)));
            Assert.Null(await desk.Mine(userId));

            // What was fine when it was sent is looked at again when it is decided.
            accounts.Change = null;
            var sent = await Applied(desk, userId, Asked(world));
            accounts.Change = change;
            Assert.Equal(
                code == "email_unverified" ? "applicant_unverified" : code,
                await Refusal(desk.Accept(sent.ApplicationId, null, Root, default))
            );
            Assert.Equal((1L, null), ((await desk.Mine(userId))!.Version, (await desk.Mine(userId))!.VendorId));
            Assert.Null((await desk.Refuse(sent.ApplicationId, null, "No.", Root, default)).Refused);
        }

        Assert.Equal("application_not_found", await Refusal(Desk(world).Accept("unknown", null, Root, default)));
    }

    [Fact]
    public async Task Of_somebody_who_is_erased_nothing_is_decided_and_nothing_stays()
    {
        await using var world = await OrderingWorld.Open();
        var accounts = new Accounts();
        var desk = Desk(world, accounts);
        var one = await Applied(desk, Ada, Asked(world));

        // Staff press before the news of the erasure has come.
        accounts.Change = user => user.Email = string.Empty;
        Assert.Equal("application_not_found", await Refusal(desk.Accept(one.ApplicationId, null, Root, default)));
        Assert.Null(await desk.Mine(Ada));
        accounts.Change = null;

        var two = await Applied(desk, Bob, Asked(world));
        accounts.Gone = true;
        Assert.Equal("application_not_found", await Refusal(desk.Refuse(two.ApplicationId, null, "No.", Root, default)));
        Assert.Null(await desk.Mine(Bob));

        accounts.Gone = false;
        await Applied(desk, Ada, Asked(world));
        Assert.Equal(1, await world.Database.Write(tx => ApplicationSql.Forget(tx, Ada)));
        Assert.Null(await desk.Mine(Ada));
    }

    [Fact]
    public async Task Faults_are_told_all_at_once_and_by_the_member_that_has_them()
    {
        await using var world = await OrderingWorld.Open();
        var desk = Desk(world);
        Assert.Superset(
            new HashSet<string>
            {
                "shop_name",
                "terms",
                "lawful_goods",
                "self_billing",
                "trader.street",
                "trader.city",
                "trader.postal_code",
                "trader.email",
                "trader.phone",
                "trader.vat_number",
            },
            await Faults(desk, new(" ", new("Ada", "DE", VatStatus.Registered), null, LawfulGoods: false, SelfBilling: null))
        );
        Assert.Contains("trader", await Faults(desk, Asked(world) with { Trader = null }));
        Assert.Contains("shop_name", await Faults(desk, Asked(world) with { ShopName = null }));
        var long201 = new string('a', Limits.NameCharsMax + 1);
        Assert.Equal(["shop_name"], await Faults(desk, Asked(world) with { ShopName = long201 }));
        Assert.Equal(
            ["shop_name", "trader.country", "trader.email", "trader.legal_name", "trader.register"],
            (
                await Faults(
                    desk,
                    Asked(world) with
                    {
                        ShopName = "Tea\nHouse",
                        Trader = StatementWords.Asked with { LegalName = long201, Register = long201, Country = "Germany", Email = "ada" },
                    }
                )
            ).Order()
        );
        foreach (
            var (code, asked) in new[]
            {
                ("vat_number_invalid", Asked(world) with { Trader = StatementWords.Asked with { VatNumber = "DE129273399" } }),
                ("text_changed", Asked(world) with { SelfBilling = "0" }),
                ("policy_changed", Asked(world) with { Terms = "0" }),
            }
        )
        {
            Assert.Equal(code, await Refusal(desk.Apply(Ada, asked, null, default)));
        }

        Assert.Null(await desk.Mine(Ada));
        Assert.Empty(await Told(world));

        // A shop without terms has none to be agreed to.
        var bare = Desk(world, policies: new ShopPolicies(new ConfigurationBuilder().Build()));
        Assert.Null((await Applied(bare, Bob, Asked(world) with { Terms = null })).Agreed.Terms);
    }

    [Fact]
    public async Task Nobody_sees_anothers_and_the_applicant_not_who_of_the_staff_decides()
    {
        await using var world = await OrderingWorld.Open();
        var desk = Desk(world);
        var sent = await Applied(desk, Ada, Asked(world));
        await desk.Ask(sent.ApplicationId, null, "Which register?", Root, default);
        Caller Someone(string id, Role role, params Permission[] may) => new(id, "s", [role], permissions: PermissionSet.Of(may));
        Assert.Equal("application_not_found", (await desk.Get(Someone(Bob, Role.Customer), sent.ApplicationId)).Refused!.Code);
        Assert.Equal("application_not_found", (await desk.Get(Someone("guest-1", Role.Guest), sent.ApplicationId)).Refused!.Code);
        Assert.Equal(
            "application_not_found",
            (await desk.Get(Someone(Bob, Role.Staff, Permission.OrdersView), sent.ApplicationId)).Refused!.Code
        );
        Assert.Null((await desk.Get(Someone(Root, Role.Staff, Permission.VendorsEdit), sent.ApplicationId)).Refused);
        var own = (await desk.Get(Someone(Ada, Role.Customer), sent.ApplicationId)).Value;
        Assert.All(ApplicationBody.Of(own, staff: false).Steps, step => Assert.Null(step.ActorId));
        Assert.Equal([Ada, Root], ApplicationBody.Of(own, staff: true).Steps.Select(step => step.ActorId));

        // It stands in the person's file, on the first page alone.
        var records = new PersonOrders(world.Database, world.Store);
        var asked = new PersonRecordsRequest();
        asked.UserIds.Add(Ada);
        var told = Assert.Single((await records.GetRecords(asked, default)).Value.Records, one => one.Kind == PersonOrders.ApplicationKind);
        Assert.Contains(StatementWords.Asked.LegalName, told.Json, StringComparison.Ordinal);
        Assert.DoesNotContain(Root, told.Json, StringComparison.Ordinal);
        asked.After = "a";
        Assert.DoesNotContain((await records.GetRecords(asked, default)).Value.Records, one => one.Kind == PersonOrders.ApplicationKind);
    }

    [Fact]
    public async Task Staff_see_the_longest_untouched_first_page_by_page()
    {
        await using var world = await OrderingWorld.Open();
        var desk = Desk(world);
        for (var i = 0; i < 5; i++)
        {
            await Applied(desk, $"user-{i}", Asked(world));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await desk.Refuse((await desk.Mine("user-1"))!.ApplicationId, null, "No.", Root, default);
        var seen = new List<string>();
        var (ms, id) = (0L, string.Empty);
        while (await desk.Page(ApplicationState.Sent, ms, id, 2) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(application => application.UserId));
            (ms, id) = (page[^1].UpdatedMs, page[^1].ApplicationId);
        }

        Assert.Equal(["user-0", "user-2", "user-3", "user-4"], seen);
        Assert.Equal("user-1", (await desk.Page(null, 0, string.Empty, 10))[^1].UserId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_whoever_is_erased_while_it_is_decided_nothing_stays(bool accepting)
    {
        await using var world = await OrderingWorld.Open();
        var accounts = new Accounts();
        var desk = Desk(world, accounts);
        var sent = accepting ? await Applied(desk, Ada, Asked(world)) : null;

        // Known when it is asked for first, and gone when it is asked for again: the news of it came and found nothing.
        var asked = 0;
        accounts.Change = _ => accounts.Gone = ++asked == 1;
        Assert.Equal(
            "application_not_found",
            await Refusal(accepting ? desk.Accept(sent!.ApplicationId, null, Root, default) : desk.Apply(Ada, Asked(world), null, default))
        );
        Assert.Null(await desk.Mine(Ada));
        Assert.Equal(0, await world.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM vendor_traders")));
    }

    [Theory]
    [InlineData("Ada's Tea House", "ada-s-tea-house-abcdef")]
    [InlineData("  Größe & Co. ", "gr-e-co-abcdef")]
    [InlineData("茶", "vendor-abcdef")]
    public void A_vendor_id_is_made_of_the_shops_name(string name, string id) =>
        Assert.Equal(id, ApplicationDesk.IdOf(name, "0190c1f2-7a3b-7c4d-8e5f-001122ABCDEF"));

    private static readonly (string Code, Action<User> Change)[] Unfit =
    [
        ("email_unverified", user => user.EmailVerified = false),
        ("applicant_closed", user => user.Closed = true),
        ("vendor_already", user => user.VendorId = "v1"),
        ("staff_cannot_apply", user => user.Roles.Add("staff")),
        ("staff_cannot_apply", user => user.Roles.Add("admin")),
    ];

    private static long Now(OrderingWorld world) => world.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static ApplicationAskBody Asked(OrderingWorld world) =>
        new("Ada's Tea House", StatementWords.Asked, world.Policies.Find("terms")!.Version, true, SelfBillingTerms.Version);

    private static ApplicationDesk Desk(OrderingWorld world, Accounts? accounts = null, ShopPolicies? policies = null) =>
        new(world.Database, accounts ?? new Accounts(), new StatementDesk(world).Desk, policies ?? world.Policies, world.Ids, world.Clock);

    private static async Task<SellerApplication> Applied(
        ApplicationDesk desk,
        string userId,
        ApplicationAskBody asked,
        string? language = null
    )
    {
        var sent = await desk.Apply(userId, asked, language, default);
        Assert.Null(sent.Refused);
        return sent.Value;
    }

    private static async Task<string> Refusal(ValueTask<Outcome<SellerApplication>> done) => (await done).Refused!.Code;

    private static async Task<HashSet<string>> Faults(ApplicationDesk desk, ApplicationAskBody asked)
    {
        var refused = (await desk.Apply(Ada, asked, null, default)).Refused!;
        Assert.Equal("validation_failed", refused.Code);
        return [.. refused.Facts!["errors"]!.AsObject().Select(error => error.Key)];
    }

    private static async Task<List<VendorApplicationFacts>> Told(OrderingWorld world) =>
        (
            await world.Database.Read(sql =>
                sql.Query("SELECT data FROM outbox WHERE topic = $1 ORDER BY number", row => row.GetString(0), Topics.VendorApplication)
            )
        ).ConvertAll(data => JsonSerializer.Deserialize<VendorApplicationFacts>(data, Event.Json)!);

    private sealed class Accounts : IIdentity
    {
        public Action<User>? Change { get; set; }

        public bool Gone { get; set; }

        public ValueTask<Outcome<User>> GetUser(GetUserRequest request, CancellationToken cancel)
        {
            var user = new User
            {
                UserId = request.UserId,
                Email = request.UserId + "@example.com",
                EmailVerified = true,
            };
            user.Roles.Add("customer");
            var gone = Gone;
            Change?.Invoke(user);
            return ValueTask.FromResult<Outcome<User>>(
                gone ? Contracts.Refusal.NotFound("user_not_found", "There is no such user.") : user
            );
        }

        public ValueTask<Outcome<Revocations>> GetRevocations(GetRevocationsRequest request, CancellationToken cancel) =>
            throw new NotSupportedException("Nobody asks.");

        public ValueTask<Outcome<SigningKeys>> GetSigningKeys(GetSigningKeysRequest request, CancellationToken cancel) =>
            throw new NotSupportedException("Nobody asks.");

        public ValueTask<Outcome<EraseAccountReply>> EraseAccount(EraseAccountRequest request, CancellationToken cancel) =>
            throw new NotSupportedException("Nobody asks.");
    }
}
