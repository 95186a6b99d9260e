// A moment as people write it: with an offset, or as the clocks of the shop show it.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>
/// A moment in a body: <c>2026-01-15T10:30:00Z</c> (any offset), or a day or a time of the shop without one, <c>2026-01-15</c> or
/// <c>2026-01-15T10:30</c>. What it means is known with the zone, by <see cref="In"/>. It is written as the instant in UTC.
/// </summary>
[JsonConverter(typeof(ShopMomentConverter))]
public readonly record struct ShopMoment(string Text)
{
    /// <summary>What may be written, for a sentence that begins with the member's name.</summary>
    public const string Rule =
        "must be a time as in 2026-01-15T10:30:00Z, or a day or time of the shop as in 2026-01-15 or 2026-01-15T10:30";

    private const int CharsMax = 35;

    private static readonly string[] Local = ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];

    private static readonly string[] WithOffset = ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public static implicit operator ShopMoment(DateTimeOffset moment) => Of(moment);

    /// <summary>The instant, as UTC.</summary>
    public static ShopMoment Of(DateTimeOffset moment) =>
        new(moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFF", CultureInfo.InvariantCulture) + "Z");

    /// <summary>
    /// The instant it means in a zone. A day without a time is its beginning or, as an end, the beginning of the next: it is meant whole.
    /// Refused with <c>invalid_time</c>: it is none, or the clocks of the zone never show it, or show it twice; the sentence says which.
    /// </summary>
    /// <param name="zone">Of the times without an offset.</param>
    /// <param name="end">Whether it is an end that is not included.</param>
    public Outcome<DateTimeOffset> In(TimeZoneInfo zone, bool end = false)
    {
        var text = (Text ?? string.Empty).ToUpperInvariant();
        if (text.Length <= CharsMax && text.Length > 10 && (text[^1] == 'Z' || (text.Length > 16 && text[^6] is '+' or '-')))
        {
            return
                DateTimeOffset.TryParseExact(
                    text,
                    WithOffset,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AdjustToUniversal,
                    out var moment
                ) && Within(moment.Year)
                ? moment
                : Fault(Rule);
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && Within(day.Year))
        {
            return ShopTime.StartOf(end ? day.AddDays(1) : day, zone);
        }

        if (!DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || !Within(local.Year))
        {
            return Fault(Rule);
        }

        if (zone.IsInvalidTime(local))
        {
            return Fault($"does not exist in {zone.Id}: the clocks go forward over it. Write another time, or one with its offset");
        }

        if (!zone.IsAmbiguousTime(local))
        {
            return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        }

        var offsets = zone.GetAmbiguousTimeOffsets(local).OrderDescending().Select(offset => new DateTimeOffset(local, offset)).ToList();
        return Fault(
            $"exists twice in {zone.Id}: the clocks go back over it. Write {offsets[0]:yyyy-MM-ddTHH:mm:sszzz} for the first or "
                + $"{offsets[^1]:yyyy-MM-ddTHH:mm:sszzz} for the second"
        );
    }

    /// <summary>As the clocks of the zone show it, to the second where it has any: <c>2026-01-15T10:30</c>.</summary>
    public static string Shown(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        return local.ToString(
            local.Millisecond != 0 ? "yyyy-MM-ddTHH:mm:ss.fff"
                : local.Second != 0 ? "yyyy-MM-ddTHH:mm:ss"
                : "yyyy-MM-ddTHH:mm",
            CultureInfo.InvariantCulture
        );
    }

    // Beyond these no zone has rules, and arithmetic on days must not fall off the calendar.
    private static bool Within(int year) => year is >= 1970 and < 3000;

    private static Refusal Fault(string sentence) => Refusal.Invalid("invalid_time", sentence);

    private sealed class ShopMomentConverter : JsonConverter<ShopMoment>
    {
        public override ShopMoment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? new(reader.GetString()!) : throw new JsonException(Rule);

        public override void Write(Utf8JsonWriter writer, ShopMoment value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}

/// <summary>Moments among the fields that are checked.</summary>
public static class MomentCheck
{
    /// <summary>The instant a member means, or null where it is absent or wrong; what is wrong is noted.</summary>
    public static DateTimeOffset? Moment(this Check check, string field, ShopMoment? value, TimeZoneInfo zone, bool end = false)
    {
        if (value is not { } written)
        {
            return null;
        }

        var read = written.In(zone, end);
        check.That(read.Refused is null, field, read.Refused?.Detail ?? string.Empty);
        return read.Refused is null ? read.Value : null;
    }
}
