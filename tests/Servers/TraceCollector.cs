// A collector of traces: takes what comes by OTLP over HTTP, reads it as the standard's messages are laid out, and keeps it.
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Cartwright.Servers;

/// <summary>One span as it arrived. Ids are hexadecimal; without a parent the parent's id is empty.</summary>
public sealed record CollectedSpan(
    string Source,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    ulong BeganNanos,
    ulong EndedNanos,
    IReadOnlyDictionary<string, string> Attributes,
    string Status
);

/// <summary>Listens on a loopback port until disposed.</summary>
public sealed class TraceCollector : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Lock gate = new();
    private readonly List<CollectedSpan> spans = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TraceCollector(int port)
    {
        Url = "http://127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture);
        listener.Prefixes.Add(Url + "/");
        listener.Start();
        _ = Take();
    }

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string Url { get; }

    public static TraceCollector Start() => new(ServerProcess.FreePort());

    /// <summary>On a port where nobody has answered so far.</summary>
    public static TraceCollector StartAt(int port) => new(port);

    /// <summary>Waits until the spans that came so far are enough; answers them, or what there was when the time was up.</summary>
    public async Task<IReadOnlyList<CollectedSpan>> Until(Func<IReadOnlyList<CollectedSpan>, bool> enough, TimeSpan within)
    {
        using var late = new CancellationTokenSource(within);
        while (true)
        {
            Task waiting;
            List<CollectedSpan> now;
            lock (gate)
            {
                now = [.. spans];
                waiting = more.Task;
            }

            if (enough(now))
            {
                return now;
            }

            try
            {
                await waiting.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                return now;
            }
        }
    }

    public void Dispose() => listener.Close();

    private async Task Take()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                await Take(context);
            }
            catch (Exception left) when (left is HttpListenerException or IOException or ObjectDisposedException)
            {
                // Whoever sent it was killed, or did not wait for the answer: the next one is taken all the same.
            }
        }
    }

    private async Task Take(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var right = context.Request is { HttpMethod: "POST", RawUrl: "/v1/traces", ContentType: "application/x-protobuf" };
        if (right)
        {
            Keep(Read(body.ToArray()));
        }

        context.Response.StatusCode = right ? 200 : 400;
        context.Response.Close();
    }

    private void Keep(List<CollectedSpan> came)
    {
        lock (gate)
        {
            spans.AddRange(came);
            more.SetResult();
            more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    // ExportTraceServiceRequest { 1: ResourceSpans { 1: Resource { 1: KeyValue }, 2: ScopeSpans { 2: Span } } }
    private static List<CollectedSpan> Read(ReadOnlyMemory<byte> request)
    {
        var found = new List<CollectedSpan>();
        foreach (var resourceSpans in Messages(request, 1))
        {
            var source = Messages(resourceSpans, 1)
                .SelectMany(resource => Messages(resource, 1))
                .Select(Attribute)
                .Where(one => one.Key == "service.name")
                .Select(one => one.Value)
                .FirstOrDefault();
            found.AddRange(
                Messages(resourceSpans, 2).SelectMany(scope => Messages(scope, 2)).Select(span => Span(source ?? string.Empty, span))
            );
        }

        return found;
    }

    // Span { 1: trace_id, 2: span_id, 4: parent_span_id, 5: name, 7: start, 8: end, 9: attributes, 15: Status { 2: message, 3: code } }
    private static CollectedSpan Span(string source, ReadOnlyMemory<byte> span)
    {
        var fields = Fields(span).ToList();
        return new CollectedSpan(
            source,
            Hex(fields, 1),
            Hex(fields, 2),
            Hex(fields, 4),
            Encoding.UTF8.GetString(Bytes(fields, 5).Span),
            Number(fields, 7),
            Number(fields, 8),
            Messages(span, 9).Select(Attribute).ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal),
            string.Concat(Messages(span, 15).SelectMany(status => Messages(status, 2)).Select(text => Encoding.UTF8.GetString(text.Span)))
        );
    }

    // KeyValue { 1: key, 2: AnyValue { 1: string, 2: bool, 3: int, 4: double, … } }; what is no text is shown as its bytes.
    private static (string Key, string Value) Attribute(ReadOnlyMemory<byte> pair)
    {
        var fields = Fields(pair).ToList();
        var value = Fields(Bytes(fields, 2)).ToList();
        return (
            Encoding.UTF8.GetString(Bytes(fields, 1).Span),
            value is [{ Number: 1 } text]
                ? Encoding.UTF8.GetString(text.Bytes.Span)
                : string.Join(
                    ',',
                    value.Select(one =>
                        one.Bytes.IsEmpty ? one.Value.ToString(CultureInfo.InvariantCulture) : Convert.ToHexStringLower(one.Bytes.Span)
                    )
                )
        );
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int number) =>
        Fields(message).Where(field => field.Number == number).Select(field => field.Bytes);

    private static ReadOnlyMemory<byte> Bytes(List<Field> fields, int number) => fields.Find(field => field.Number == number).Bytes;

    private static string Hex(List<Field> fields, int number) => Convert.ToHexStringLower(Bytes(fields, number).Span);

    private static ulong Number(List<Field> fields, int number) => fields.Find(field => field.Number == number).Value;

    private static IEnumerable<Field> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message, ref at);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return new(number, Varint(message, ref at), default);
                    break;
                case 1:
                    yield return new(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return new(number, 0, message.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    yield return new(number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} in a message of spans.");
            }
        }
    }

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private readonly record struct Field(int Number, ulong Value, ReadOnlyMemory<byte> Bytes);
}
