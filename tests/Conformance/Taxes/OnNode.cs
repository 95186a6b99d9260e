// A provider in another language, asked over gRPC; and what the shop makes of one that is away, late, or wrong.
using System.Net;
using System.Net.Sockets;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Servers;
using Cartwright.Web;
using Cartwright.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Taxes;

public sealed class NodeTaxes : IAsyncLifetime
{
    public TaxServer Server { get; private set; } = null!;

    public TaxesByOthers Asked { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await TaxServer.Start(Path.Combine(AppContext.BaseDirectory, "Taxes", "rates.json"), "DE");
        Asked = To(Server.Address, TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        Asked.Dispose();
        await Server.DisposeAsync();
    }

    public static TaxesByOthers To(Uri address, TimeSpan within) =>
        new(address, string.Empty, within, TimeProvider.System, NullLogger<ElsewhereModule>.Instance);
}

public sealed class OnNode(NodeTaxes node) : TaxSuite, IClassFixture<NodeTaxes>
{
    private static readonly PostalAddress There = new("Ada", "1 Way", "There", "DE", "10115");

    [Theory]
    [InlineData("Missing Line")]
    [InlineData("Same Line Twice")]
    [InlineData("Wrong Sum")]
    [InlineData("Wrong Sum On Top")]
    [InlineData("Other Rate")]
    [InlineData("Negative")]
    [InlineData("Rate of 190")]
    [InlineData("No Reason")]
    [InlineData("Nothing Due")]
    [InlineData("Other Money")]
    [InlineData("No Shipping")]
    [InlineData("Empty")]
    [InlineData("Strange Refusal")]
    [InlineData("Throws")]
    public async Task An_answer_that_is_none_sells_nothing(string city) => Away(await Price(node.Asked, city));

    [Fact]
    public async Task A_right_one_sells()
    {
        var priced = (await Price(node.Asked, "There")).Value;
        Assert.Equal((17_250, 499, 0, 17_749), (priced.Subtotal, priced.Shipping, priced.Tax, priced.Total));
        Assert.Equal(priced.TaxIncluded, priced.Taxes.Sum(tax => tax.Amount));
        Assert.Equal(["standard", "reduced"], priced.Taxes.Select(tax => tax.Class));
        Assert.Equal(priced.TaxIncluded, priced.Lines.Sum(line => line.TaxIncluded) + priced.Taxes.Sum(tax => tax.ShippingTax));
    }

    [Fact]
    public async Task A_late_answer_is_not_waited_for()
    {
        using var impatient = NodeTaxes.To(node.Server.Address, TimeSpan.FromMilliseconds(300));
        Away(await Price(impatient, "Late"));
    }

    [Fact]
    public async Task A_provider_that_is_away_or_speaks_html_sells_nothing_and_is_told_of()
    {
        using var html = new HtmlServer();
        foreach (var address in new[] { new Uri("http://127.0.0.1:9"), html.Address })
        {
            using var asked = NodeTaxes.To(address, TimeSpan.FromSeconds(5));
            Away(await Price(asked, "There"));
        }

        using var away = NodeTaxes.To(new("http://127.0.0.1:9"), TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await away.Ask(default));
        for (var until = DateTime.UtcNow.AddMinutes(1); ; )
        {
            try
            {
                await node.Asked.Ask(TestContext.Current.CancellationToken);
                break;
            }
            catch (StorageUnavailable) when (DateTime.UtcNow < until) { }
        }
    }

    protected override ValueTask<ITaxes> Provider() => ValueTask.FromResult<ITaxes>(node.Asked);

    private static void Away(Outcome<Priced> found)
    {
        Assert.Equal((RefusalKind.Unavailable, "taxes_unavailable"), (found.Refused!.Kind, found.Refused.Code));
        Assert.Contains("Nothing was ordered", found.Refused.Detail, StringComparison.Ordinal);
    }

    private static async Task<Outcome<Priced>> Price(TaxesByOthers provider, string city)
    {
        Item[] items = [new("lamp", "Lamp", "v", "c", 1, 11_900), new("book", "Book", "v", "c", 1, 5_350, TaxClasses.Reduced)];
        var to = There with { City = city };
        var due = new TaxesDue(new([]), new("DE", true, true, false), TaxAddress.Of(to), new(2026, 7, 15)) { To = to };
        return await new OutsideTaxes(provider, NullLogger<OutsideTaxes>.Instance).Price(
            due,
            "EUR",
            items,
            Reduction.None(2),
            499,
            TestContext.Current.CancellationToken
        );
    }

    // Answers whatever comes with a page.
    private sealed class HtmlServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public HtmlServer()
        {
            listener.Start();
            _ = Serve();
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        public void Dispose() => listener.Dispose();

        private async Task Serve()
        {
            var page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>"u8.ToArray();
            while (true)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await client.GetStream().WriteAsync(page);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
                {
                    return;
                }
            }
        }
    }
}
