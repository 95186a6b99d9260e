// Parcels on their way, and what was promised of their coming.
using System.Globalization;
using System.Text;
using Cartwright.Contracts;
using static Cartwright.Notifications.MailText;

namespace Cartwright.Notifications;

internal static class OrderParcels
{
    public static MailBlock Of(OrderNotification notification, MailLanguage say)
    {
        var (html, text) = (new StringBuilder(), new StringBuilder());
        foreach (var (label, words) in Parcels(notification, say).Concat(Promised(notification, say)))
        {
            html.Paragraph($"<strong>{Escape(label)}:</strong> {Escape(words)}");
            text.Append(label).Append(": ").Append(words).Append('\n');
        }

        return new(html.ToString(), text.ToString().TrimEnd());
    }

    /// <summary>
    /// Each parcel in a line: with whom it goes, under which number, and what is in it. Where no parcels are told, a tracking number alone.
    /// </summary>
    private static List<(string Label, string Words)> Parcels(OrderNotification notification, MailLanguage say)
    {
        var parcels = new List<(string Label, string Words)>();
        foreach (var parcel in notification.Parcels ?? [])
        {
            var with = string.Join(
                ' ',
                new[] { parcel.Carrier, parcel.TrackingNumber }
                    .Where(word => !string.IsNullOrWhiteSpace(word))
                    .Select(word => OneLine(word!))
            );
            var lines = string.Join(
                ", ",
                parcel
                    .Lines.Take(OrderLetter.LinesShownMax)
                    .Select(line =>
                        say.Say(
                            "units",
                            ("quantity", line.Quantity.ToString(CultureInfo.InvariantCulture)),
                            ("name", OneLine(line.ProductName))
                        )
                    )
            );
            parcels.Add(
                (
                    say.Say("parcel", ("number", parcel.Number.ToString(CultureInfo.InvariantCulture))),
                    with.Length == 0 ? lines : say.Say("parcel_with", ("with", with), ("lines", lines))
                )
            );
        }

        if (parcels.Count == 0 && !string.IsNullOrWhiteSpace(notification.TrackingNumber))
        {
            parcels.Add((say.Say("tracking_number"), OneLine(notification.TrackingNumber)));
        }

        return parcels;
    }

    /// <summary>When it arrives, or where and from when on it is fetched, as long as that is still to come.</summary>
    private static IEnumerable<(string Label, string Words)> Promised(OrderNotification notification, MailLanguage say)
    {
        if (
            notification.Order.Delivery is not { } promised
            || notification.Template is not ("confirmed" or "processing" or OrderLetter.PartiallyShipped or "shipped")
        )
        {
            yield break;
        }

        var days =
            promised.From is not { } from ? null
            : promised.To is { } to && to != from ? say.Say("days_between", ("from", say.Day(from)), ("to", say.Day(to)))
            : say.Day(from);
        if (promised.PickupPoint is { } point)
        {
            yield return (say.Say("fetch_at"), OneLine(point));
            if (promised.Hours is { } hours)
            {
                yield return (say.Say("open"), OneLine(hours));
            }

            if (days is not null)
            {
                yield return (say.Say("ready_from"), days);
            }
        }
        else if (days is not null)
        {
            yield return (
                say.Say("expected"),
                promised.Carrier is { } carrier ? say.Say("expected_with", ("days", days), ("carrier", OneLine(carrier))) : days
            );
        }
    }
}
