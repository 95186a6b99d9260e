// What a page costs the processor: the same page over and over, one after the other, against the plain page of the cart and against the
// floor of a file. Processor time, so that whatever else the machine does counts little.
using System.Globalization;
using System.Text;

namespace Cartwright.Bench;

internal static class PagesSpeed
{
    private const int Warm = 2_000;
    private const int Calls = 4_000;
    private const double MicrosMax = 1_000;

    private static readonly string[] Paths = ["/favicon.ico", "/cart", "/products/1", "/products/{slug}", "/"];

    public static async Task<int> Run(string host)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            using var shop = await ShopProcess.Start(
                host,
                port => $"serve --demo --port {port} --data {folder} --set RateLimits:Enabled=false",
                "/api/products?limit=1"
            );
            using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{shop.Port}") };
            var slug = System
                .Text.Json.JsonDocument.Parse(await http.GetStringAsync("/api/products?limit=1"))
                .RootElement.GetProperty("items")[0]
                .GetProperty("slug")
                .GetString()!;
            var worst = 0d;
            foreach (var coding in new[] { "identity", "br" })
            {
                foreach (var path in Paths.Select(path => path.Replace("{slug}", slug, StringComparison.Ordinal)))
                {
                    using var connection = await Connection.Open(shop.Port);
                    var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {coding}\r\n\r\n");
                    for (var i = 0; i < Warm; i++)
                    {
                        await connection.Send(request);
                    }

                    var before = shop.Cpu;
                    for (var i = 0; i < Calls; i++)
                    {
                        await connection.Send(request);
                    }

                    var micros = (shop.Cpu - before).TotalMicroseconds / Calls;
                    worst = Math.Max(worst, micros);
                    Console.WriteLine(
                        string.Create(CultureInfo.InvariantCulture, $"{coding, -10}{path, -44}{micros, 8:F0} µs of processor")
                    );
                }
            }

            return worst <= MicrosMax ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
