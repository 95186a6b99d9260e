// What routes answer: a value, or a problem document (RFC 9457) made of a refusal.
using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cartwright.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace Cartwright.Web;

/// <summary>Outcomes as typed results.</summary>
public static class Answer
{
    public static ProblemResult Problem(Refusal refusal) => new(refusal);

    /// <summary>200 with the value, or the problem.</summary>
    public static Results<Ok<T>, ProblemResult> Ok<T>(Outcome<T> outcome) =>
        outcome.Is(out var value, out var refused) ? TypedResults.Ok(value) : Problem(refused);

    /// <summary>200 with another shape of the value, or the problem.</summary>
    public static Results<Ok<TBody>, ProblemResult> Ok<T, TBody>(Outcome<T> outcome, Func<T, TBody> body) =>
        outcome.Is(out var value, out var refused) ? TypedResults.Ok(body(value)) : Problem(refused);

    /// <summary>201 with the value and its Location, or the problem.</summary>
    public static Results<Created<T>, ProblemResult> Created<T>(Outcome<T> outcome, Func<T, string> location) =>
        outcome.Is(out var value, out var refused) ? TypedResults.Created(location(value), value) : Problem(refused);

    /// <summary>202 with the value and where to look for the end, or the problem.</summary>
    public static Results<Accepted<T>, ProblemResult> Accepted<T>(Outcome<T> outcome, Func<T, string> location) =>
        outcome.Is(out var value, out var refused) ? TypedResults.Accepted(location(value), value) : Problem(refused);

    /// <summary>204, or the problem.</summary>
    public static Results<NoContent, ProblemResult> NoContent<T>(Outcome<T> outcome) =>
        outcome.Is(out _, out var refused) ? TypedResults.NoContent() : Problem(refused);

    /// <summary>Writes a page of JSON that was serialized before, such as a stored reply or a cached cart.</summary>
    public static JsonBytesResult Json(ReadOnlyMemory<byte> utf8, int status = StatusCodes.Status200OK) => new(utf8, status);
}

/// <summary>Ready JSON.</summary>
public sealed class JsonBytesResult(ReadOnlyMemory<byte> utf8, int status) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = utf8.Length;
        return response.BodyWriter.WriteAsync(utf8, httpContext.RequestAborted).AsTask();
    }
}

/// <summary>A refusal as <c>application/problem+json</c>.</summary>
public sealed class ProblemResult(Refusal refusal) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.Default };

    public Refusal Refusal => refusal;

    /// <inheritdoc/>
    public int? StatusCode => (int)refusal.Kind;

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        // Which problems a route answers stands in its Refuses(...) lines; a signature cannot say it.
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, (int)refusal.Kind, refusal.Code, refusal.Detail, refusal);

    internal static Task Write(HttpContext context, int status, string code, string detail, Refusal? refusal = null)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(body, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "urn:cartwright:problem:" + code);
            writer.WriteString("title", ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } title ? title : "Error");
            writer.WriteNumber("status", status);
            writer.WriteString("detail", detail);
            writer.WriteString("code", code);
            writer.WriteString("trace_id", RequestLog.IdOf(context));

            if (refusal?.Facts is { } facts)
            {
                foreach (var (name, value) in facts)
                {
                    writer.WritePropertyName(name);
                    if (value is null)
                    {
                        writer.WriteNullValue();
                    }
                    else
                    {
                        value.WriteTo(writer);
                    }
                }
            }

            writer.WriteEndObject();
        }

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        response.ContentLength = body.WrittenCount;
        if (refusal?.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }
}
