// What a PDF of an invoice costs, and whether 10,000 invoices that are written at the same time have numbers without gap and repetition.
using System.Diagnostics;
using System.Globalization;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Papers;

namespace Cartwright.Bench;

internal static class PapersSpeed
{
    private const int Invoices = 10_000;
    private const int AtOnce = 512;
    private const int Prints = 300;
    private const double MillisecondsMax = 50;

    public static async Task<int> Run()
    {
        var printer =
            PaperPrinting.Of() ?? throw new InvalidOperationException("The fonts are not beside the bench: npm ci in web, then build.");
        var (few, many) = (Print(printer, Of(3)), Print(printer, Of(200)));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a PDF of 3 lines    {few.Median:0.0} ms, p99 {few.P99:0.0} ms, {few.Bytes / 1024} KB"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a PDF of 200 lines  {many.Median:0.0} ms, p99 {many.P99:0.0} ms, {many.Bytes / 1024} KB"
            )
        );

        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            var ids = new Ids(TimeProvider.System, System.Security.Cryptography.RandomNumberGenerator.Fill);
            await using var database = await Database.Open(
                "ordering",
                new SqliteDialect(folder),
                Migration.From(typeof(OrderingModule).Assembly),
                ids,
                TimeProvider.System
            );
            using var places = new SemaphoreSlim(AtOnce);
            var (before, watch) = (database.Commits, Stopwatch.StartNew());
            await Task.WhenAll(Enumerable.Range(1, Invoices).Select(n => Write(n)));
            var seconds = watch.Elapsed.TotalSeconds;
            var numbers = await database.Read(sql =>
                sql.Query("SELECT number FROM papers WHERE series = 'INV-2026-' ORDER BY number", row => row.GetInt64(0))
            );
            var whole = numbers.SequenceEqual(Enumerable.Range(1, Invoices).Select(n => (long)n));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Invoices} invoices       {Invoices / seconds:0} a second in {database.Commits - before} commits; numbers 1 to {numbers.Count}: {(whole ? "no gap, no repetition" : "GAPS OR REPETITIONS")}"
                )
            );
            return whole && few.Median < MillisecondsMax && many.Median < MillisecondsMax ? 0 : 1;

            async Task Write(int n)
            {
                await places.WaitAsync();
                try
                {
                    var paper = Of(3) with { OrderId = $"order-{n}" };
                    await database.Write(async tx =>
                    {
                        await PaperSql.Write(tx, [new("INV-2026-", 2, n, paper)]);
                        return true;
                    });
                }
                finally
                {
                    places.Release();
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Median, double P99, int Bytes) Print(Contracts.Ports.IPaperPrinter printer, PaperContent content)
    {
        var sheet = PaperSheets.Of(new Paper("INV-2026-000001", PaperKind.Invoice, "order-1", 2, 0, content));
        var times = new List<double>();
        var bytes = 0;
        for (var i = 0; i < 2 * Prints; i++)
        {
            var watch = Stopwatch.StartNew();
            bytes = printer.Print(sheet).Pdf.Length;
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        // The first half warms up.
        var kept = times.Skip(Prints).Order().ToList();
        return (kept[kept.Count / 2], kept[kept.Count * 99 / 100], bytes);
    }

    private static PaperContent Of(int lines)
    {
        var all = Enumerable
            .Range(1, lines)
            .Select(n => new PaperLine($"p{n}", $"Wasserkocher Größe {n}", 2, 1_190, 0, 2_000, 380, 19_000, true, TaxReason.Taxed))
            .ToList();
        return new(
            PaperKind.Invoice,
            new(2026, 11, 30),
            new("Lampen & Licht GmbH", "Straße der Jugend 12", "10115", "Berlin", "DE", "DE136695976", Register: "HRB 1"),
            new("Ørsted & Søn, Иван Петров, محمد عبد الله", "Home 1", "Berlin", "DE", "10115"),
            null,
            "order-1",
            new(2026, 11, 30),
            "EUR",
            all,
            all.Sum(line => line.Net),
            all.Sum(line => line.Tax),
            all.Sum(line => line.Gross)
        );
    }
}
