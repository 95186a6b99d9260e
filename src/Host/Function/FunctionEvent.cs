// An invocation as API Gateway's HTTP APIs write it (payload 2.0), and the request that it stands for.
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Cartwright.Host;

/// <summary>What an invocation says is no request.</summary>
internal sealed class BadEvent(string message) : Exception(message);

internal static class FunctionEvent
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>Of the connection that ended at the gateway, or written anew below.</summary>
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "expect",
        "content-length",
        "cookie",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "forwarded",
    };

    /// <param name="json">The invocation.</param>
    /// <param name="own">Where this process listens.</param>
    /// <param name="traceParent">Stands in for a <c>traceparent</c> that the caller did not send.</param>
    /// <exception cref="BadEvent">When it is no request; the message says why.</exception>
    public static HttpRequestMessage Read(ReadOnlyMemory<byte> json, Uri own, string? traceParent)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            return Request(parsed.RootElement, own, traceParent);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or UriFormatException)
        {
            throw new BadEvent("The invocation is not an event of an HTTP API in payload 2.0: " + e.Message);
        }
    }

    private static HttpRequestMessage Request(JsonElement invocation, Uri own, string? traceParent)
    {
        if (
            invocation.ValueKind != JsonValueKind.Object
            || Text(invocation, "version") != "2.0"
            || !invocation.TryGetProperty("requestContext", out var context)
            || context.ValueKind != JsonValueKind.Object
            || !context.TryGetProperty("http", out var http)
            || http.ValueKind != JsonValueKind.Object
        )
        {
            throw new BadEvent("The invocation is no event of an HTTP API in payload 2.0: it needs version 2.0 and requestContext.http.");
        }

        var method = Text(http, "method");
        if (method is null || !Methods.Contains(method))
        {
            throw new BadEvent("requestContext.http.method is missing, or not one of " + string.Join(", ", Methods) + ".");
        }

        var path = Text(invocation, "rawPath");
        if (path is not ['/', ..])
        {
            throw new BadEvent("rawPath is missing or does not begin with /.");
        }

        var query = Text(invocation, "rawQueryString") is { Length: > 0 } said ? "?" + Written(said, "?/:@") : string.Empty;
        var address = own.GetLeftPart(UriPartial.Authority) + Written(WithoutStage(path, Text(context, "stage")), "/:@") + query;

        // As it was sent: what is wrong with dots and slashes in a path the program itself judges.
        var asSent = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, asSent)) { Content = Body(invocation) };
        Headers(invocation, http, request, traceParent);
        return request;
    }

    private static void Headers(JsonElement invocation, JsonElement http, HttpRequestMessage request, string? traceParent)
    {
        var secure = "https";
        if (invocation.TryGetProperty("headers", out var headers) && headers.ValueKind != JsonValueKind.Null)
        {
            foreach (var header in headers.EnumerateObject())
            {
                var value = header.Value.GetString() ?? string.Empty;
                if (header.Name.Equals("x-forwarded-proto", StringComparison.OrdinalIgnoreCase) && value == "http")
                {
                    secure = value;
                }

                Add(request, header.Name, value);
            }
        }

        if (invocation.TryGetProperty("cookies", out var cookies) && cookies.ValueKind != JsonValueKind.Null)
        {
            Put(request.Headers, "Cookie", string.Join("; ", cookies.EnumerateArray().Select(cookie => cookie.GetString())));
        }

        // The gateway's own word on who called, never the caller's.
        if (Text(http, "sourceIp") is { Length: > 0 } source)
        {
            Put(request.Headers, "X-Forwarded-For", source);
        }

        Put(request.Headers, "X-Forwarded-Proto", secure);
        if (traceParent is not null && !request.Headers.Contains("traceparent"))
        {
            Put(request.Headers, "traceparent", traceParent);
        }
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (NotPassedOn.Contains(name))
        {
            return;
        }

        if (
            name.StartsWith("content-", StringComparison.OrdinalIgnoreCase)
            || name.Equals("expires", StringComparison.OrdinalIgnoreCase)
            || name.Equals("last-modified", StringComparison.OrdinalIgnoreCase)
            || name.Equals("allow", StringComparison.OrdinalIgnoreCase)
        )
        {
            // A client of .NET keeps these with the body; without a body they describe nothing.
            if (request.Content is not null)
            {
                Put(request.Content.Headers, name, value);
            }

            return;
        }

        Put(request.Headers, name, value);
    }

    private static void Put(HttpHeaders headers, string name, string value)
    {
        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0 || !headers.TryAddWithoutValidation(name, value))
        {
            throw new BadEvent("A header of the invocation is none of HTTP.");
        }
    }

    private static ByteArrayContent? Body(JsonElement invocation)
    {
        if (!invocation.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = body.GetString()!;
        return new ByteArrayContent(
            invocation.TryGetProperty("isBase64Encoded", out var encoded) && encoded.GetBoolean()
                ? Convert.FromBase64String(text)
                : Encoding.UTF8.GetBytes(text)
        );
    }

    /// <summary>A stage that has a name stands before the path; the shop's paths have none.</summary>
    private static string WithoutStage(string path, string? stage) =>
        stage is { Length: > 0 } and not "$default" && path.StartsWith($"/{stage}/", StringComparison.Ordinal)
            ? path[(stage.Length + 1)..]
            : path;

    /// <summary>Escapes what a request line cannot hold: gateways hand some paths over unescaped.</summary>
    private static string Written(string text, string alsoPlain)
    {
        const string Plain = "-._~!$&'()*+,;=";
        var written = new StringBuilder(text.Length);
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < bytes.Length; i++)
        {
            var c = (char)bytes[i];
            var escape =
                c == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            if (
                escape
                || char.IsAsciiLetterOrDigit(c)
                || Plain.Contains(c, StringComparison.Ordinal)
                || alsoPlain.Contains(c, StringComparison.Ordinal)
            )
            {
                written.Append(c);
            }
            else
            {
                written.Append(CultureInfo.InvariantCulture, $"%{bytes[i]:X2}");
            }
        }

        return written.ToString();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
