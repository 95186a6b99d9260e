// The paper that goes along with a mail: fetched when the mail goes out, waited for a while, and never the reason why a mail does not come.
using Cartwright.Contracts;
using Cartwright.Notifications;
using Google.Protobuf;

namespace Cartwright.Unit.Notifications;

public class FetchPaperTests
{
    [Theory]
    [InlineData("confirmed", "invoice")]
    [InlineData("cancelled", "credit_note")]
    [InlineData("returned", "credit_note")]
    public async Task A_mail_has_the_paper_of_what_it_tells(string template, string kind)
    {
        var ordering = new Printing(new PaperFile { Number = "INV-2026-000001", Pdf = ByteString.CopyFromUtf8("%PDF") });
        var mail = await new FetchPaper(ordering).Along(Mail(template), default);
        Assert.Equal((kind, "o1"), (ordering.Asked!.Kind, ordering.Asked.OrderId));
        Assert.Equal("INV-2026-000001.pdf", Assert.Single(mail.Attached!).Name);
        using var message = SmtpTransport.Compose(mail, new("Subject", "text", "<p>html</p>"), new(null, "shop@example.org"));
        var file = Assert.Single(message.Attachments.OfType<MimeKit.MimePart>());
        Assert.Equal(("INV-2026-000001.pdf", "application/pdf"), (file.FileName, file.ContentType?.MimeType));
        using var content = new MemoryStream();
        file.Content!.DecodeTo(content);
        Assert.Equal("%PDF"u8.ToArray(), content.ToArray());
        Assert.Equal(("text", "<p>html</p>"), (message.TextBody?.Trim(), message.HtmlBody?.Trim()));
    }

    [Fact]
    public async Task Other_mails_and_those_that_programs_outside_ask_for_have_none()
    {
        var ordering = new Printing(new PaperFile());
        foreach (
            var mail in new[] { Mail("delivered"), Mail("confirmed") with { Row = Mail("confirmed").Row with { UserId = string.Empty } } }
        )
        {
            Assert.Same(mail, await new FetchPaper(ordering).Along(mail, default));
        }

        Assert.Null(ordering.Asked);
    }

    [Fact]
    public async Task Where_there_is_none_the_mail_goes_at_once_and_where_it_may_come_after_three_tries()
    {
        var none = Mail("confirmed");
        Assert.Same(none, await new FetchPaper(new Printing(Refusal.Conflict("seller_unknown", "Nobody."))).Along(none, default));
        Assert.Same(none, await new FetchPaper(new Printing(Refusal.Unavailable("pdf_unavailable", "No fonts."))).Along(none, default));
        var away = new FetchPaper(new Printing(Refusal.Unavailable("away", "Ordering is away.")));
        await Assert.ThrowsAsync<IOException>(async () => await away.Along(none, default));
        var last = none with { Row = none.Row with { Tries = FetchPaper.TriesMax } };
        Assert.Same(last, await away.Along(last, default));
    }

    private static FullMail Mail(string template) =>
        new(new("m1", "<m1@example.org>", template, "o1", "ada", "ada@example.com", "Subject", "sending", 1, null, 0, null), "{}");

    private sealed class Printing(Outcome<PaperFile> answer) : IOrdering
    {
        public GetPaperRequest? Asked { get; private set; }

        public ValueTask<Outcome<ShopSettingsReply>> GetShopSettings(GetShopSettingsRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<PaperFile>> GetPaper(GetPaperRequest request, CancellationToken cancel)
        {
            Asked = request;
            return ValueTask.FromResult(answer);
        }

        public ValueTask<Outcome<Order>> PlaceOrder(PlaceOrderRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<Order>> GetOrder(GetOrderRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<ErasePersonReply>> ErasePerson(ErasePersonRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<ListOrderEventsReply>> ListOrderEvents(ListOrderEventsRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();
    }
}
