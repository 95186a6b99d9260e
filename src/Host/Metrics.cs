// /metrics in the Prometheus text format (version 0.0.4), from the meters that the runtime, ASP.NET Core and the kernel already feed.
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>Sums what instruments report. Histograms keep count, sum and a few buckets.</summary>
internal sealed class Metrics : IDisposable
{
    private const int SeriesMax = 4_000;
    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), Series> series = new();

    public Metrics()
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name is Telemetry.Name or "System.Runtime" or "Microsoft.AspNetCore.Hosting" or "Microsoft.AspNetCore.Server.Kestrel")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Take(i, v, tags));
        listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Take(i, v, tags));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Take(i, v, tags));
        listener.Start();
    }

    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var metric in series.GroupBy(s => s.Key.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var kind = metric.First().Value.Kind;
            text.Append("# TYPE ").Append(metric.Key).Append(' ').Append(kind).Append('\n');
            foreach (var ((name, labels), values) in metric.OrderBy(s => s.Key.Labels, StringComparer.Ordinal))
            {
                values.Write(text, name, labels);
            }
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isCounter = instrument.GetType().Name.Contains("Counter", StringComparison.Ordinal) && !instrument.GetType().Name.Contains("UpDown", StringComparison.Ordinal);
        var key = (Name(instrument, isCounter), Labels(tags));
        if (!series.TryGetValue(key, out var found))
        {
            // A label with unbounded values must not eat the memory.
            if (series.Count >= SeriesMax)
            {
                return;
            }

            found = series.GetOrAdd(key, _ => new Series(
                instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram" : isCounter ? "counter" : "gauge",
                adds: !instrument.IsObservable));
        }

        found.Take(value);
    }

    private static string Name(Instrument instrument, bool isCounter)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => string.Empty };
        return instrument.Name.Replace('.', '_') + unit + (isCounter ? "_total" : string.Empty);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            text.Append(text.Length == 0 ? string.Empty : ",").Append(key.Replace('.', '_')).Append("=\"")
                .Append(Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return text.ToString();
    }

    private sealed class Series(string kind, bool adds)
    {
        private readonly Lock gate = new();
        private readonly long[] buckets = new long[Bounds.Length];
        private double sum;
        private long count;

        public string Kind { get; } = kind;

        public void Take(double value)
        {
            lock (gate)
            {
                sum = Kind == "histogram" || adds ? sum + value : value;
                count++;
                for (var i = 0; i < Bounds.Length; i++)
                {
                    if (value <= Bounds[i])
                    {
                        buckets[i]++;
                        break;
                    }
                }
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (gate)
            {
                if (Kind != "histogram")
                {
                    Line(text, name, labels, sum);
                    return;
                }

                var separator = labels.Length == 0 ? string.Empty : ",";
                long below = 0;
                for (var i = 0; i < Bounds.Length; i++)
                {
                    below += buckets[i];
                    Line(text, name + "_bucket", $"{labels}{separator}le=\"{Bounds[i].ToString(CultureInfo.InvariantCulture)}\"", below);
                }

                Line(text, name + "_bucket", $"{labels}{separator}le=\"+Inf\"", count);
                Line(text, name + "_sum", labels, sum);
                Line(text, name + "_count", labels, count);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value) => text
            .Append(name).Append(labels.Length == 0 ? string.Empty : "{" + labels + "}").Append(' ')
            .Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
