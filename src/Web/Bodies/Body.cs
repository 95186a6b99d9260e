// A JSON body as a route parameter: read within bounds, strictly. Whatever is wrong with it is answered before the route's code runs.
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Cartwright.Web;

/// <summary>A body of type <typeparamref name="T"/>. In the code of a route <see cref="Value"/> is always there.</summary>
/// <typeparam name="T">A record; members that may be absent are nullable and have a default.</typeparam>
[SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "The framework looks for them here.")]
public sealed class Body<T> : IRefusable, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly T? value;

    private Body(T? value, Refusal? refused)
    {
        this.value = value;
        Refused = refused;
    }

    public T Value => value ?? throw new InvalidOperationException($"There is no body: {Refused?.Code}");

    /// <inheritdoc/>
    public Refusal? Refused { get; }

    /// <summary>A body made by code, for tests.</summary>
    public static implicit operator Body<T>(T value) => new(value, null);

    /// <summary>Binds a route parameter.</summary>
    public static async ValueTask<Body<T>> BindAsync(HttpContext context)
    {
        var outcome = await BodyReading.Read<T>(context);
        return outcome.Is(out var body, out var refused) ? new(body, null) : new(null, refused);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new JsonBody(typeof(T), IsOptional: false));
}

/// <summary>A body that may be left out altogether.</summary>
/// <typeparam name="T">As in <see cref="Body{T}"/>.</typeparam>
[SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "The framework looks for them here.")]
public sealed class OptionalBody<T> : IRefusable, IEndpointParameterMetadataProvider
    where T : class
{
    private OptionalBody(T? value, Refusal? refused)
    {
        Value = value;
        Refused = refused;
    }

    /// <summary>The body, or null when none was sent.</summary>
    public T? Value { get; }

    /// <inheritdoc/>
    public Refusal? Refused { get; }

    /// <summary>Binds a route parameter.</summary>
    public static async ValueTask<OptionalBody<T>> BindAsync(HttpContext context)
    {
        var request = context.Request;
        if (
            request.ContentLength == 0
            || (request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
        )
        {
            return new(null, null);
        }

        var outcome = await BodyReading.Read<T>(context);
        return outcome.Is(out var body, out var refused) ? new(body, null) : new(null, refused);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new JsonBody(typeof(T), IsOptional: true));
}

/// <summary>
/// Tells the documentation the body's type. To routing it takes every media type: otherwise a body of another one would fall through to
/// whatever catch-all route there is, and be answered with 404 instead of 415. The document says the true one (OpenApi).
/// </summary>
internal sealed record JsonBody(Type? RequestType, bool IsOptional, string MediaType = "application/json") : IAcceptsMetadata
{
    public const string ToRouting = "*/*";

    public IReadOnlyList<string> ContentTypes { get; } = [ToRouting];
}

internal static class BodyReading
{
    private static readonly Refusal TooLarge = new(
        RefusalKind.TooLarge,
        "body_too_large",
        $"The body is larger than {Limits.BodyBytesMax} bytes."
    );

    public static async ValueTask<Outcome<T>> Read<T>(HttpContext context)
        where T : class
    {
        var request = context.Request;
        if (!IsJson(request.ContentType))
        {
            return new Refusal(
                RefusalKind.UnsupportedMedia,
                "unsupported_media_type",
                "Send the body as 'Content-Type: application/json'."
            );
        }

        if (request.ContentLength > Limits.BodyBytesMax)
        {
            return TooLarge;
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.RequestAborted);
            var buffer = read.Buffer;
            if (buffer.Length > Limits.BodyBytesMax)
            {
                request.BodyReader.AdvanceTo(buffer.End);
                return TooLarge;
            }

            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            try
            {
                return Parse<T>(buffer);
            }
            finally
            {
                request.BodyReader.AdvanceTo(buffer.End);
            }
        }
    }

    internal static Outcome<T> Parse<T>(ReadOnlySequence<byte> utf8)
        where T : class
    {
        if (utf8.IsEmpty)
        {
            return Refusal.Invalid("body_missing", "Send a JSON body.");
        }

        if (CardNumber.IsInJson(utf8))
        {
            return CardNumber.Refused;
        }

        var type = (JsonTypeInfo<T>)Json.Reading.GetTypeInfo(typeof(T));
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Limits.JsonDepthMax });
            var value = JsonSerializer.Deserialize(ref reader, type);
            if (reader.Read())
            {
                return BodyDiagnosis.Explain(utf8, type);
            }

            return value is not null ? value : BodyDiagnosis.Explain(utf8, type);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            // Free-form members answer a repeated name with ArgumentException, text that is not Unicode with InvalidOperationException. The
            // serializer names only the first fault. The slow look that follows names all, and bad bodies alone pay for it.
            return BodyDiagnosis.Explain(utf8, type);
        }
    }

    private static bool IsJson(string? contentType)
    {
        const string Json = "application/json";
        if (contentType is null || !contentType.StartsWith(Json, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = contentType.AsSpan(Json.Length).Trim();
        return rest.IsEmpty
            || (
                rest[0] == ';'
                && rest[1..].Trim() is var charset
                && (
                    charset.Equals("charset=utf-8", StringComparison.OrdinalIgnoreCase)
                    || charset.Equals("charset=\"utf-8\"", StringComparison.OrdinalIgnoreCase)
                )
            );
    }
}
