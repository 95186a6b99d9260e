// A program that answers the shop's questions with nothing but a client of the broker and a secret: what docs/messages.md tells it to do.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Conformance.Events;

namespace Cartwright.Conformance.Messages;

internal sealed class ByHand(IPlainClient client, string secret) : IDisposable
{
    private static readonly string[] Signed = ["type", "id", "source", "subject"];

    /// <summary>
    /// The questions on a topic that have a text in them, but for one already heard; waits for the first. What is told twice under one id
    /// is one.
    /// </summary>
    public async Task<List<JsonNode>> Questions(string topic, string with, JsonNode? but = null)
    {
        var known = but is null ? null : (string)but["id"]!;
        var heard = await client.Read(
            topic,
            text => text.Contains(with, StringComparison.Ordinal) && (known is null || !text.Contains(known, StringComparison.Ordinal)),
            1
        );
        return [.. heard.Select(text => JsonNode.Parse(text)!).DistinctBy(e => (string)e["id"]!)];
    }

    /// <summary>The members that every answer about a payment repeats.</summary>
    public static JsonObject Outcome(JsonNode question, string operation = "payment") =>
        new()
        {
            ["request_id"] = (string)question["id"]!,
            ["order_id"] = (string)question["data"]!["order_id"]!,
            ["operation"] = operation,
            ["amount"] = (long)question["data"]!["amount"]!,
            ["currency"] = (string)question["data"]!["currency"]!,
            ["attempt"] = (int)question["data"]!["attempt"]!,
        };

    public Task Answer(string topic, JsonObject data, string? with = null) => Send(topic, data, Sign(topic, data, with ?? secret));

    /// <summary>An answer with any signature, or none.</summary>
    public Task Send(string topic, JsonObject data, string? signature)
    {
        var envelope = Envelope(topic, data);
        if (signature is not null)
        {
            envelope["shopsignature"] = signature;
        }

        envelope["data"] = data.DeepClone();
        return client.Send(topic, (string)envelope["subject"]!, envelope.ToJsonString());
    }

    public static string Sign(string topic, JsonObject data, string secret)
    {
        var envelope = Envelope(topic, data);
        envelope["data"] = data.DeepClone();
        return SignatureOf(envelope, secret);
    }

    /// <summary>As on the page: type, id, source and subject, a line feed after each, then data as it stands in the envelope.</summary>
    public static string SignatureOf(JsonNode envelope, string secret) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret),
                Encoding.UTF8.GetBytes(
                    string.Join('\n', Signed.Select(name => (string)envelope[name]!).Append(envelope["data"]!.ToJsonString()))
                )
            )
        );

    public void Dispose() => client.Dispose();

    private static JsonObject Envelope(string topic, JsonObject data) =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = "by-hand-" + ((string?)data["request_id"] ?? (string)data["correlation_id"]!),
            ["source"] = "acme-pay",
            ["type"] = topic,
            ["subject"] = (string?)data["order_id"] ?? "products",
            ["time"] = "2026-01-15T10:30:00Z",
        };
}
