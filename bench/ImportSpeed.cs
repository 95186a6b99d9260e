// What an import of 50,000 products with stock costs in time and memory, and what carts notice of it.
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Cartwright.Bench;

internal static class ImportSpeed
{
    private const int Products = 50_000;
    private const int Warm = 20_000;
    private const int Connections = 32;
    private const int Rounds = 3;
    private const double RateMin = 4_000;
    private const double ShareMin = 0.8;

    public static async Task<int> Run(string host, TimeSpan seconds)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            using var shop = await ShopProcess.Start(
                host,
                port => $"serve --demo --port {port} --data sqlite:{folder} --set RateLimits:Enabled=false",
                "/api/products?limit=1"
            );
            using var admin = await SignedIn(shop.Port);
            await Import(admin, Goods("warm", Warm));
            var before = (shop.PeakBytes >> 20);
            var worked = shop.Cpu;
            var alone = await Import(admin, Goods("a", Products));
            var processor = (shop.Cpu - worked).TotalSeconds;
            Say(
                $"import of {Products:N0} products with stock: {Products / alone.TotalSeconds:N0} a second (at least {RateMin:N0}), {Products / processor:N0} a second of a processor; {(shop.PeakBytes >> 20):N0} MB at most, {before:N0} MB before"
            );
            var again = await Import(admin, Goods("a", Products));
            Say($"the same once more, which changes nothing: {Products / again.TotalSeconds:N0} a second");

            var scene = await Scene.Set(shop, 64, Connections);
            await Load.For(seconds, shop.Port, Connections, scene.CartOf);
            var shares = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                var quiet = await Load.For(seconds, shop.Port, Connections, scene.CartOf);
                var import = Import(admin, Goods("r" + round, Products));
                var busy = await Load.For(seconds, shop.Port, Connections, scene.CartOf);
                var wasUnderWay = !import.IsCompleted;
                await import;
                if (!wasUnderWay)
                {
                    throw new InvalidOperationException("The import was over before the carts were measured.");
                }

                shares.Add(busy.PerSecond / quiet.PerSecond);
                Say($"GET cart   {quiet.PerSecond:0}/s alone, {busy.PerSecond:0}/s during an import");
            }

            shares.Sort();
            Say($"GET cart keeps {shares[Rounds / 2]:0.00} of its rate (at least {ShareMin})");
            return Products / alone.TotalSeconds >= RateMin && shares[Rounds / 2] >= ShareMin ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Goods(string prefix, int count)
    {
        var csv = new StringBuilder("product_id,name,description,price,currency,category,sku,brand,attributes.Colour,stock\n");
        for (var i = 0; i < count; i++)
        {
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{prefix}-{i},Thing {prefix} {i},\"Sturdy, washable, and number {i} of its kind.\",{(i % 900) + 1}.95,EUR,Bench/{i % 40},{prefix}{i},Maker {i % 90},Colour {i % 12},{(i % 50) + 1}\n"
            );
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    // From the first byte sent until the last line is carried out, its stock included.
    private static async Task<TimeSpan> Import(HttpClient http, byte[] csv)
    {
        var began = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(csv);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var reply = await http.PostAsync("/api/products/import", content);
        var job = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["job_id"]!.GetValue<string>();
        while (true)
        {
            var now = JsonNode.Parse(await http.GetStringAsync($"/api/jobs/{job}"))!;
            var state = now["state"]!.GetValue<string>();
            if (state is "done" or "failed")
            {
                return state == "done" && now["failed"]!.GetValue<long>() == 0
                    ? Stopwatch.GetElapsedTime(began)
                    : throw new InvalidOperationException(now.ToJsonString());
            }

            await Task.Delay(50);
        }
    }

    private static async Task<HttpClient> SignedIn(int port)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(10) };
        var signed = await http.PostAsJsonAsync("/api/auth/login", new { email = "admin@example.com", password = "Passw0rd!demo" });
        var token = (await signed.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!.GetValue<string>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
