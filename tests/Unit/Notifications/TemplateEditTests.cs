// The owner's words: kept in versions, in force for mails asked for from then on, tried without harm, and never the end of a mail.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Web;

namespace Cartwright.Unit.Notifications;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class TemplateEditTests
{
    private static readonly Caller Owner = new("owner", "s", [Role.Admin]);
    private static readonly TemplateText First = new(
        "Yours: {{ order.number }}",
        "# First words\n\n{{ greeting }}\n\n{{ order_table }}\n\n{{ order_link }}\n"
    );

    private static readonly TemplateText Second = First with
    {
        Subject = "Again: {{ order.number }}",
        Body = First.Body.Replace("First", "Second", StringComparison.Ordinal),
    };

    [Fact]
    public async Task Mails_are_written_with_the_words_that_were_in_force_when_they_were_asked_for()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        var edit = Edit(box);
        await box.Hear(Mails.Ask(Mails.Order(id: "order-1")), "e1");
        Assert.Equal(1, (await Put(edit, First)).Value.Version);
        await box.Hear(Mails.Ask(Mails.Order(id: "order-2")), "e2");
        Assert.Equal(2, (await Put(edit, Second)).Value.Version);
        await box.Hear(Mails.Ask(Mails.Order(id: "order-3")), "e3");
        Assert.Equal(3, (await Put(edit, null)).Value.Version);
        await box.Hear(Mails.Ask(Mails.Order(id: "order-4")), "e4");

        // In German nothing was changed.
        await box.Hear(Mails.Ask(Mails.Order(id: "order-5")) with { Language = "de-CH" }, "e5");
        await Read("order-1", "Order order-1 is confirmed", "Thank you for your order.");
        await Read("order-2", "Yours: order-2", "First words");
        await Read("order-3", "Again: order-3", "Second words");
        await Read("order-4", "Order order-4 is confirmed", "Thank you for your order.");
        await Read("order-5", "Ihre Bestellung order-5 ist bestätigt", "Vielen Dank für Ihre Bestellung.");
        Assert.Equal(
            [3L, 2L, 1L],
            (await box.Test.Database.Read(sql => TemplateStore.History(sql, "confirmed", "en", long.MaxValue, 10))).Select(kept =>
                kept.Version
            )
        );

        async Task Read(string order, string subject, string headline)
        {
            var row = Assert.Single(await box.List(new(OrderId: order)));
            Assert.Equal(subject, row.Subject);
            var mail = (await box.Test.Database.Read(sql => MailStore.Find(sql, row.MailId)))!;
            var letter = box.Own.Shown(mail);
            Assert.Equal(subject, letter.Subject);
            Assert.StartsWith(headline, letter.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_two_editors_the_later_is_told_and_what_is_wrong_changes_nothing()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        var edit = Edit(box);
        Assert.Equal("version_mismatch", (await Put(edit, First, seen: 7)).Refused!.Code);
        Assert.Equal(1, (await Put(edit, First, seen: 0)).Value.Version);
        var late = (await Put(edit, Second, seen: 0)).Refused!;
        Assert.Equal(("version_mismatch", 1L), (late.Code, (long)late.Facts!["version"]!));

        // The same again is no version.
        Assert.Equal(1, (await Put(edit, First, seen: 1)).Value.Version);
        var wrong = (await Put(edit, First with { Body = "{% if order.reason %}" })).Refused!;
        Assert.Equal("template_invalid", wrong.Code);
        Assert.Equal(
            ("body", 1, 1),
            (
                (string)wrong.Facts!["flaws"]![0]!["part"]!,
                (int)wrong.Facts["flaws"]![0]!["line"]!,
                (int)wrong.Facts["flaws"]![0]!["column"]!
            )
        );
        Assert.Equal("mail_template_not_found", (await edit.Put("newsletter", "en", First, null, Owner, default)).Refused!.Code);
        Assert.Equal("mail_template_not_found", (await edit.Put("confirmed", "fr", First, null, Owner, default)).Refused!.Code);
        Assert.Equal(1, (await box.Test.Database.Read(sql => TemplateStore.Current(sql, "confirmed", "en")))!.Version);
        Assert.Equal(1, Assert.Single(await box.Test.Database.Read(TemplateStore.AllCurrent)).Version);
    }

    [Fact]
    public async Task Words_that_cannot_be_used_lose_no_mail_and_staff_see_why()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));

        // As if another version of the program had known a variable that is gone.
        await box.Test.Database.Write(tx =>
            TemplateStore.Add(tx, new("confirmed", "en", 1, First with { Body = "no table any more" }, "u", 1))
        );
        await box.Hear(Mails.Ask(Mails.Order()), "e1");
        var mail = await box.Only();
        Assert.Equal(("queued", "Order 2F1B5E77 is confirmed", (long?)null), (mail.Row.Status, mail.Row.Subject, mail.Row.TemplateVersion));
        Assert.Null(mail.Own);
        var kept = (await box.Test.Database.Read(sql => TemplateStore.Current(sql, "confirmed", "en")))!;
        Assert.Contains("order_table", kept.Fault, StringComparison.Ordinal);
        Assert.NotNull(kept.FaultMs);

        // And on the way out, should it come to that.
        await box.Test.Database.Write(tx => TemplateStore.Add(tx, new("confirmed", "en", 2, First with { Body = "{% nonsense" }, "u", 1)));
        var old = mail with { Row = mail.Row with { TemplateVersion = 2 }, Own = First with { Body = "{% nonsense" } };
        var letter = box.Own.Sent(old);
        Assert.StartsWith("Thank you for your order.", letter.Text, StringComparison.Ordinal);
        await box.Templates.Tell(old, letter.Fault!);
        Assert.NotNull((await box.Test.Database.Read(sql => TemplateStore.Current(sql, "confirmed", "en")))!.Fault);
    }

    [Fact]
    public async Task Mails_of_before_there_were_languages_go_out_as_they_were()
    {
        await using var box = await Mailbox.Open(Mails.Settings(("Mail:Smtp", "smtp://127.0.0.1:2525")));
        await Put(Edit(box), First);
        await box.Test.Database.Write(async tx =>
        {
            MailStore.Add(
                tx,
                "0197b3c2-6a51-7000-8a3e-0d4c2f1b5e77",
                Occasion.Order("o", "confirmed", "u"),
                "<m@shop.example>",
                "ada@example.com",
                "Order 2F1B5E77 is confirmed",
                System.Text.Json.JsonSerializer.Serialize(Mails.Ask(Mails.Order()), Event.Json),
                "queued",
                null,
                1,
                null
            );
            await ValueTask.CompletedTask;
            return true;
        });
        var due = Assert.Single(await box.Test.Database.Write(tx => MailStore.Claim(tx, 10, 20, 5)));
        Assert.Equal((null, null, null), (due.Row.Language, due.Row.TemplateVersion, due.Own));
        var letter = box.Own.Sent(due);
        Assert.StartsWith("Thank you for your order.", letter.Text, StringComparison.Ordinal);
        using var message = SmtpTransport.Compose(due, letter, new("Shop", "shop@shop.example"));
        Assert.Equal(("Order 2F1B5E77 is confirmed", "en"), (message.Subject, message.Headers["Content-Language"]));
    }

    [Fact]
    public async Task A_preview_keeps_nothing_and_opens_nothing()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        var edit = Edit(box);
        await box.Hear(Mails.Ask(Mails.Order(name: "Grace")), "e1");
        foreach (var name in MailKinds.Templates)
        {
            foreach (var language in Languages.Offered)
            {
                var letter = (await edit.Preview(name, language, TemplateText.Default(name, language), null, Editor)).Value;
                Assert.Equal((null, language), (letter.Fault, letter.Language));
            }
        }

        var order = Mails.Order().OrderId;
        var about = (await edit.Preview("cancelled", "de", TemplateText.Default("cancelled", "de"), order, Owner)).Value;
        Assert.Contains("Guten Tag Grace,", about.Text, StringComparison.Ordinal);
        Assert.Contains("key=s4mple", about.Text, StringComparison.Ordinal);
        Assert.Equal("order_without_mail", (await edit.Preview("confirmed", "de", First, "no-such-order", Owner)).Refused!.Code);
        Assert.Equal("order_without_mail", (await edit.Preview("welcome", "en", new("Hi", "Hi"), order, Owner)).Refused!.Code);
        Assert.Equal("template_invalid", (await edit.Preview("confirmed", "en", new("Hi", "Hi"), null, Editor)).Refused!.Code);

        // An order is shown to whoever may see orders.
        var unseen = (await edit.Preview("cancelled", "de", TemplateText.Default("cancelled", "de"), order, Editor)).Refused!;
        Assert.Equal(("permission_missing", "orders.view"), (unseen.Code, (string)unseen.Facts!["permission"]!));
        var sees = new Caller("s", "s", [Role.Staff], permissions: PermissionSet.Of([Permission.MailEdit, Permission.OrdersView]));
        Assert.Null((await edit.Preview("cancelled", "de", TemplateText.Default("cancelled", "de"), order, sees)).Refused);
        Assert.Single(await box.List());
        Assert.Equal(0, await box.Test.Database.Read(TemplateStore.Count));
    }

    [Fact]
    public async Task A_test_goes_to_the_callers_own_confirmed_address_and_not_too_often()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        var edit = Edit(box);
        foreach (var name in new[] { "confirmed", "password_reset", "cart_reminder", "withdrawal", "welcome" })
        {
            var sent = (await edit.Test(name, "de", TemplateText.Default(name, "de"), "staff", default)).Value;
            Assert.Equal(("staff@example.com", "staff", "sent"), (sent.To, sent.UserId, sent.Status));
            Assert.StartsWith("[Test] ", sent.Subject, StringComparison.Ordinal);
            var mail = (await box.Test.Database.Read(sql => MailStore.Find(sql, sent.MailId)))!;
            Assert.Equal(TemplateText.Default(name, "de"), mail.Own);
            Assert.Equal((null, "de"), (box.Own.Sent(mail).Fault, box.Own.Sent(mail).Language));
        }

        Assert.Equal("email_unconfirmed", (await edit.Test("confirmed", "en", First, "new", default)).Refused!.Code);
        Assert.Equal("template_invalid", (await edit.Test("confirmed", "en", new("x", "y"), "staff", default)).Refused!.Code);
        for (var i = 5; i < EditTemplates.TestsMax; i++)
        {
            Assert.Null((await edit.Test("confirmed", "en", First, "staff", default)).Refused);
        }

        Assert.Equal("too_many_tests", (await edit.Test("confirmed", "en", First, "staff", default)).Refused!.Code);
        box.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Null((await edit.Test("confirmed", "en", First, "staff", default)).Refused);

        // What was tried is not in force.
        Assert.Null(await box.Test.Database.Read(sql => TemplateStore.Current(sql, "confirmed", "en")));
        await box.Hear(Mails.Ask(Mails.Order()), "e1");
        Assert.Equal(
            "Order 2F1B5E77 is confirmed",
            Assert.Single(await box.List(new(Template: "confirmed", OrderId: Mails.Order().OrderId))).Subject
        );
    }

    [Fact]
    public async Task Every_mail_is_in_the_language_that_its_event_names_and_else_in_the_shops()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        (string Id, string Topic, object Data)[] asked =
        [
            ("w-de", Topics.UserRegistered, new UserFacts("w-de", "a@example.com", "Ada", null, 1, Language: "de")),
            ("w", Topics.UserRegistered, new UserFacts("w", "b@example.com", "Ada", null, 1)),
            ("c-de", Topics.CartReminder, Cart("c-de") with { Language = "de" }),
            ("c", Topics.CartReminder, Cart("c")),
        ];
        foreach (var (id, topic, data) in asked)
        {
            await box.Inbox.Accept([Mails.About(topic, id, data, id) with { Source = "shop" }], default);
        }

        var subjects = (await box.List()).ToDictionary(mail => mail.UserId, mail => mail.Subject, StringComparer.Ordinal);
        Assert.Equal("Willkommen im Shop", subjects["w-de"]);
        Assert.Equal("Welcome to the shop", subjects["w"]);
        Assert.Equal("Ihr Warenkorb wartet", subjects["c-de"]);
        Assert.Equal("Your cart is waiting", subjects["c"]);
    }

    [Fact]
    public async Task Mails_about_accounts_are_changed_by_owners_alone()
    {
        await using var box = await Mailbox.Open(Mails.Settings());
        var edit = Edit(box);
        foreach (var name in MailKinds.Templates)
        {
            var own = TemplateText.Default(name, "en") with { Subject = TemplateText.Default(name, "en").Subject + "!" };
            var ofEditor = (await edit.Put(name, "en", own, null, Editor, default)).Refused?.Code;
            Assert.Equal(AccountLetter.Templates.Contains(name) ? "owner_only" : null, ofEditor);
            Assert.Null((await edit.Put(name, "en", own, null, Owner, default)).Refused);
            Assert.Equal(ofEditor, (await edit.Put(name, "en", null, null, Editor, default)).Refused?.Code);
            Assert.Equal(AccountLetter.Templates.Contains(name), MailTemplateRow.Of(name, []).OwnersOnly);
        }
    }

    private static Caller Editor { get; } = new("staff", "s", [Role.Staff], permissions: PermissionSet.Of([Permission.MailEdit]));

    private static CartReminder Cart(string user) =>
        new(user, 1, user + "@example.com", "Ada", "https://shop.example/cart/restore/t", "USD", 2_999, [new("Oak desk", 1, 2_999)], 1);

    private static Task<Outcome<KeptTemplate>> Put(EditTemplates edit, TemplateText? words, long? seen = null) =>
        edit.Put("confirmed", "en", words, seen, Editor, default);

    private static EditTemplates Edit(Mailbox box) =>
        new(box.Test.Database, box.Templates, box.Own, Mails.Settings(), new Staff(), box.Test.Ids, box.Clock, box.Waiting);

    /// <summary>Knows two members of staff, of whom one has confirmed the address.</summary>
    private sealed class Staff : IIdentity
    {
        public ValueTask<Outcome<User>> GetUser(GetUserRequest request, CancellationToken cancel) =>
            ValueTask.FromResult<Outcome<User>>(
                new User
                {
                    UserId = request.UserId,
                    Email = request.UserId + "@example.com",
                    EmailVerified = request.UserId == "staff",
                }
            );

        public ValueTask<Outcome<Revocations>> GetRevocations(GetRevocationsRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<SigningKeys>> GetSigningKeys(GetSigningKeysRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<EraseAccountReply>> EraseAccount(EraseAccountRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();
    }
}
