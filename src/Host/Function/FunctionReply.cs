// A reply of the program as API Gateway's HTTP APIs take it (payload 2.0).
using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Cartwright.Host;

internal static class FunctionReply
{
    private static readonly string[] TextTypes =
    [
        "application/json",
        "application/problem+json",
        "application/javascript",
        "image/svg+xml",
    ];

    /// <summary>Of the connection inside the function, or counted anew by the gateway; cookies have a member of their own.</summary>
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection",
        "keep-alive",
        "transfer-encoding",
        "content-length",
        "set-cookie",
    };

    /// <param name="reply">The reply's status and headers.</param>
    /// <param name="body">Its body, whole.</param>
    public static byte[] Write(HttpResponseMessage reply, byte[] body)
    {
        var isText =
            reply.Content.Headers.ContentEncoding.Count == 0
            && reply.Content.Headers.ContentType?.MediaType is { } type
            && (type.StartsWith("text/", StringComparison.Ordinal) || TextTypes.Contains(type))
            && Utf8.IsValid(body);
        var written = new ArrayBufferWriter<byte>(body.Length + 1024);
        using (var writer = new Utf8JsonWriter(written))
        {
            writer.WriteStartObject();
            writer.WriteNumber("statusCode", (int)reply.StatusCode);
            writer.WriteStartObject("headers");
            foreach (
                var header in reply
                    .Headers.NonValidated.Concat(reply.Content.Headers.NonValidated)
                    .Where(header => !NotPassedOn.Contains(header.Key))
            )
            {
                writer.WriteString(header.Key.ToLowerInvariant(), string.Join(", ", header.Value));
            }

            writer.WriteEndObject();
            if (reply.Headers.NonValidated.TryGetValues("Set-Cookie", out var cookies))
            {
                writer.WriteStartArray("cookies");
                foreach (var cookie in cookies)
                {
                    writer.WriteStringValue(cookie);
                }

                writer.WriteEndArray();
            }

            writer.WriteBoolean("isBase64Encoded", !isText);
            if (isText)
            {
                writer.WriteString("body", body);
            }
            else
            {
                writer.WriteBase64String("body", body);
            }

            writer.WriteEndObject();
        }

        return written.WrittenSpan.ToArray();
    }

    /// <summary>What is answered in place of a reply that did not come in time.</summary>
    public static byte[] Late { get; } =
        """
        {"statusCode":504,
        "headers":{"content-type":"application/problem+json","x-content-type-options":"nosniff","cache-control":"no-store"},
        "isBase64Encoded":true,"body":"
        """u8.ToArray().Concat(
            Encoding.ASCII.GetBytes(Convert.ToBase64String(LateProblem))
        ).Concat("\"}"u8.ToArray()).ToArray();

    private static ReadOnlySpan<byte> LateProblem =>
        """
        {"type":"urn:cartwright:problem:function_late","title":"Gateway Timeout","status":504,"code":"function_late",
        "detail":"The time is up, and what was asked may yet have been done. Look, or repeat the command with its Idempotency-Key."}
        """u8;
}
