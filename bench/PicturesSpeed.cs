// What a picture of 12 megapixels costs in time and memory, and what carts notice of pictures that come one after the other.
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts.Ports;
using Cartwright.Pictures;
using NetVips;

namespace Cartwright.Bench;

internal static class PicturesSpeed
{
    private const int Width = 4_032;
    private const int Height = 3_024;
    private const int Rounds = 5;
    private const int Connections = 32;
    private const double SecondsMax = 1.5;
    private const double MegabytesMax = 150;
    private const double ShareMin = 0.8;

    public static async Task<int> Run(string host, TimeSpan seconds)
    {
        var file = Photo();
        var (cpu, wall, megabytes) = await Alone(file);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"12 megapixels, taken in and all sizes   {wall:0.00} s, {cpu:0.00} s of a processor (below {SecondsMax}), {megabytes:0} MB (below {MegabytesMax})"
            )
        );

        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            using var shop = await ShopProcess.Start(
                host,
                port => $"serve --demo --port {port} --data sqlite:{folder} --set RateLimits:Enabled=false",
                "/api/products?limit=1"
            );
            var scene = await Scene.Set(shop, 64, Connections);
            using var seller = await SignedIn(shop.Port);
            var shares = new List<double>();
            await Load.For(seconds, shop.Port, Connections, scene.CartOf);
            for (var round = 0; round < Rounds; round++)
            {
                var quiet = await Load.For(seconds, shop.Port, Connections, scene.CartOf);
                using var stop = new CancellationTokenSource();
                var uploads = Upload(seller, file, round, stop.Token);
                var busy = await Load.For(seconds, shop.Port, Connections, scene.CartOf);
                await stop.CancelAsync();
                var sent = await uploads;
                shares.Add(busy.PerSecond / quiet.PerSecond);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"GET cart   {quiet.PerSecond:0}/s alone, {busy.PerSecond:0}/s while {sent} pictures came in"
                    )
                );
            }

            shares.Sort();
            var share = shares[shares.Count / 2];
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"GET cart keeps {share:0.00} of its rate (at least {ShareMin})")
            );
            return cpu <= SecondsMax && megabytes <= MegabytesMax && share >= ShareMin ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The processor's time, because the lane is nice: on a machine that does other things its wall time is theirs.
    private static async Task<(double Cpu, double Wall, double Megabytes)> Alone(byte[] file)
    {
        using var maker = new VipsPictures();
        await maker.Clean(file, default);
        var (cpus, walls) = (new List<double>(), new List<double>());
        var before = Kilobytes("VmRSS");
        for (var round = 0; round < Rounds; round++)
        {
            var (watch, began) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            var clean = (await maker.Clean(file, default)).Value;
            var sizes = (await maker.Sizes(clean.Original, default)).Value;
            walls.Add(watch.Elapsed.TotalSeconds);
            cpus.Add((Process.GetCurrentProcess().TotalProcessorTime - began).TotalSeconds);
            if (sizes.Count != PictureSizes.Of(Width).Count * PictureSizes.Formats.Count)
            {
                throw new InvalidOperationException($"{sizes.Count} sizes were made.");
            }
        }

        cpus.Sort();
        walls.Sort();
        return (cpus[Rounds / 2], walls[Rounds / 2], (Kilobytes("VmHWM") - before) / 1024.0);
    }

    private static async Task<HttpClient> SignedIn(int port)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var signed = await http.PostAsJsonAsync("/api/auth/login", new { email = "admin@example.com", password = "Passw0rd!demo" });
        var token = (await signed.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!.GetValue<string>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    // One is always on its way: the lane has something to do all the time, be it that or the sizes of those before.
    private static async Task<int> Upload(HttpClient http, byte[] file, int round, CancellationToken stop)
    {
        var sent = 0;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                // Some of its last pixels change: the same picture again would cost nothing but reading it.
                file[^(40 + (sent % 20))] ^= (byte)(1 + round);
                using var form = new MultipartFormDataContent();
                using var content = new ByteArrayContent([.. file]);
                form.Add(content, "file", "photo.jpg");
                using var reply = await http.PostAsync($"/api/products/{(sent % 20) + 1}/images", form, stop);
                if (reply.StatusCode != System.Net.HttpStatusCode.Created)
                {
                    throw new InvalidOperationException(await reply.Content.ReadAsStringAsync(stop));
                }

                sent++;
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        return sent;
    }

    // Something of everything: gradients, edges, and the noise of a sensor.
    private static byte[] Photo()
    {
        using var noise = Image.Gaussnoise(Width, Height, sigma: 6, mean: 0);
        using var place = Image.Xyz(Width, Height);
        using var red = place.ExtractBand(0).Linear([1 / 16.0], [0]);
        using var green = place.ExtractBand(1).Linear([1 / 12.0], [0]);
        using var three = red.Bandjoin(green, green) + noise;
        using var bytes = three.Cast(Enums.BandFormat.Uchar);
        using var photo = bytes.Copy(interpretation: Enums.Interpretation.Srgb);
        return photo.JpegsaveBuffer(q: 90);
    }

    private static double Kilobytes(string figure) =>
        double.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith(figure, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );
}
