// The invoices that go along with the mail about a parcel: all of them, waited for as ever, and none where there are none.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Google.Protobuf;

namespace Cartwright.Unit.Notifications;

public class ParcelPaperTests
{
    [Theory]
    [InlineData("partially_shipped")]
    [InlineData("shipped")]
    public async Task The_mail_about_a_parcel_has_every_invoice_that_was_written_for_it(string template)
    {
        var ordering = new Printing(3, 7);
        var mail = await new FetchPaper(ordering).Along(Mail(template), default);
        Assert.Equal(["INV-3.pdf", "INV-7.pdf"], mail.Attached!.Select(file => file.Name));
        Assert.All(ordering.Asked, asked => Assert.Equal(("o1", "invoice", 9L), (asked.OrderId, asked.Kind, asked.ToldBy)));
        using var message = SmtpTransport.Compose(mail, new("Subject", "text", "<p>html</p>"), new(null, "shop@example.org"));
        Assert.Equal(["INV-3.pdf", "INV-7.pdf"], message.Attachments.OfType<MimeKit.MimePart>().Select(part => part.FileName));
    }

    [Fact]
    public async Task Without_one_it_goes_as_it_is_and_one_that_may_come_is_waited_for()
    {
        var none = Mail("shipped");
        Assert.Same(none, await new FetchPaper(new Printing()).Along(none, default));
        var away = new FetchPaper(new Printing { Refused = Refusal.Unavailable("away", "Ordering is away.") });
        await Assert.ThrowsAsync<IOException>(async () => await away.Along(none, default));
        var last = none with { Row = none.Row with { Tries = FetchPaper.TriesMax } };
        Assert.Same(last, await away.Along(last, default));
    }

    [Fact]
    public async Task More_than_a_mail_takes_stand_on_the_orders_page()
    {
        var many = new Printing([.. Enumerable.Range(1, FetchPaper.PapersMax + 5).Select(n => (long)n)]);
        var mail = await new FetchPaper(many).Along(Mail("shipped"), default);
        Assert.Equal(FetchPaper.PapersMax, mail.Attached!.Count);
    }

    private static FullMail Mail(string template) =>
        new(
            new("m1", "<m1@example.org>", template, "o1", "ada", "ada@example.com", "Subject", "sending", 1, null, 0, null),
            JsonSerializer.Serialize(Mails.Ask(Mails.Order() with { Sequence = 9 }, template), Event.Json)
        );

    private sealed class Printing(params long[] sequences) : IOrdering
    {
        public List<GetPaperRequest> Asked { get; } = [];

        public Refusal? Refused { get; init; }

        public ValueTask<Outcome<ShopSettingsReply>> GetShopSettings(GetShopSettingsRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<PaperFile>> GetPaper(GetPaperRequest request, CancellationToken cancel)
        {
            Asked.Add(request);
            Outcome<PaperFile> answer =
                Refused is not null ? Refused
                : sequences.FirstOrDefault(one => one > request.After) is > 0 and var next
                    ? new PaperFile
                    {
                        Number = $"INV-{next}",
                        Pdf = ByteString.CopyFromUtf8("%PDF"),
                        Sequence = next,
                    }
                : Refusal.NotFound("paper_not_found", "None.");
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
