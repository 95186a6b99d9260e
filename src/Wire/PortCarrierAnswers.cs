// What the carriers' port demands of an answer, held against each one of another program.
using System.Net.Http.Headers;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using V1 = Cartwright.Contracts.Ports.V1;

namespace Cartwright.Wire;

/// <summary>The rules of <c>carriers.proto</c>. A fault is a sentence for the log; null: the answer holds.</summary>
internal static class PortCarrierAnswers
{
    /// <summary>409: it does not take this parcel.</summary>
    public const string ParcelRefused = "parcel_refused";

    /// <summary>409: the parcel travels already.</summary>
    public const string LabelInUse = "label_in_use";

    /// <summary>404: it knows no such number.</summary>
    public const string TrackingUnknown = "tracking_unknown";

    private const int RatesMax = 50;
    private const int EventsMax = 500;
    private const int ServiceCharsMax = 40;
    private const int TrackingCharsMax = 100;
    private const int PlaceCharsMax = 200;
    private const int DetailCharsMax = 500;
    private const int DaysMax = 365;
    private const int LabelBytesMax = 2 * 1024 * 1024;

    // The last moment that a date can name.
    private const long TimesMax = 253_402_300_800_000;

    private static readonly string[] Statuses = ["announced", "in_transit", "out_for_delivery", "delivered", "returned"];

    public static string? Fault(CarrierParcel asked, V1.SaidRates said)
    {
        if (said.Currency != asked.Currency)
        {
            return $"it is in '{said.Currency}', asked was {asked.Currency}";
        }

        if (said.Rates.Count > RatesMax)
        {
            return $"it has {said.Rates.Count} rates";
        }

        var services = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rate in said.Rates)
        {
            if (!IsLine(rate.Service, ServiceCharsMax))
            {
                return "a service has no name of one line";
            }

            if (!services.Add(rate.Service))
            {
                return $"the service '{rate.Service}' stands twice";
            }

            if (rate.PriceMinor is < 1 or > Limits.PriceMinorMax)
            {
                return $"the service '{rate.Service}' costs {rate.PriceMinor}";
            }

            if (
                rate.HasDaysMin != rate.HasDaysMax
                || (rate.HasDaysMin && (rate.DaysMin < 0 || rate.DaysMin > rate.DaysMax || rate.DaysMax > DaysMax))
            )
            {
                return $"the service '{rate.Service}' takes from {rate.DaysMin} to {rate.DaysMax} days";
            }
        }

        return null;
    }

    public static string? Fault(V1.SaidLabel said) =>
        !IsLine(said.TrackingNumber, TrackingCharsMax) ? "the label has no tracking number of one line"
        : said.Content.IsEmpty ? "the label is empty"
        : said.Content.Length > LabelBytesMax ? $"the label has {said.Content.Length} bytes"
        : !MediaTypeHeaderValue.TryParse(said.MediaType, out _) ? $"the label is of '{said.MediaType}', which is no media type"
        : null;

    public static string? Fault(V1.SaidTracking said)
    {
        if (said.Events.Count > EventsMax)
        {
            return $"it has {said.Events.Count} events";
        }

        var before = 0L;
        foreach (var one in said.Events)
        {
            if (!Statuses.Contains(one.Status, StringComparer.Ordinal))
            {
                return $"'{one.Status}' is no state of a parcel";
            }

            if (one.AtUnixMs is <= 0 or >= TimesMax || one.AtUnixMs < before)
            {
                return $"the events are not in their order at {one.AtUnixMs}";
            }

            if (one.Place.Length > 0 && !IsLine(one.Place, PlaceCharsMax))
            {
                return "a place is not of one line";
            }

            before = one.AtUnixMs;
        }

        return null;
    }

    /// <summary>A refusal as people hear it; null where it is none that the call may have.</summary>
    public static Refusal? Refused(V1.CarrierRefusal said, string code)
    {
        var detail = string.Concat(said.Detail.Where(c => !char.IsControl(c)).Take(DetailCharsMax));
        return said.Code != code || detail.Length == 0 ? null
            : code == TrackingUnknown ? Refusal.NotFound(code, detail)
            : Refusal.Conflict(code, detail);
    }

    private static bool IsLine(string text, int most) =>
        text.Length > 0 && text.Length <= most && !text.Any(char.IsControl) && text.Trim() == text;
}
