// Orders whose taxes another program knows: asks it through the port, checks what it says, and makes an order's sums of it.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>The provider of taxes that is not built in.</summary>
public sealed partial class OutsideTaxes(ITaxes provider, ILogger<OutsideTaxes> log)
{
    /// <summary>503: nothing is sold while nobody says what tax is due.</summary>
    public static Refusal Unavailable { get; } =
        Refusal.Unavailable(
            "taxes_unavailable",
            "The taxes of this order cannot be worked out at the moment, and without them nothing is sold. Nothing was ordered; "
                + "please try again in a minute.",
            retryAfterSeconds: 10
        );

    /// <summary>
    /// The sums of an order, with the taxes that the provider says. Refused as <see cref="ITaxes.Find"/>, and with
    /// <c>taxes_unavailable</c> for an answer that is not one.
    /// </summary>
    public async ValueTask<Outcome<Priced>> Price(
        TaxesDue due,
        string currency,
        IReadOnlyList<Item> items,
        Reduction reduction,
        long shipping,
        CancellationToken cancel
    )
    {
        var amounts = items.Select((item, i) => checked(item.Quantity * item.UnitPrice) - reduction.LineDiscounts[i]);
        var question = Question(due, currency, items, [.. amounts], shipping);
        return (await Ask(question, cancel)).Then(answer => Priced(items, reduction, question, answer));
    }

    /// <summary>
    /// What goods pay that come to an order later: each gets its mark, and taxes that the order has not had are added to
    /// <paramref name="found"/>.
    /// </summary>
    /// <param name="isNew">Which of the items are asked about.</param>
    public async ValueTask<Outcome<bool>> Add(
        TaxesDue due,
        string currency,
        List<Item> items,
        Func<Item, bool> isNew,
        List<ClassTax> found,
        CancellationToken cancel
    )
    {
        var places = Enumerable.Range(0, items.Count).Where(i => isNew(items[i])).ToList();
        if (places.Count == 0)
        {
            return true;
        }

        List<Item> asked = [.. places.Select(i => items[i])];
        var question = Question(due, currency, asked, [.. asked.Select(item => checked(item.Quantity * item.UnitPrice))], 0);
        if (!(await Ask(question, cancel)).Is(out var answer, out var refused))
        {
            return refused;
        }

        foreach (var i in places)
        {
            var said = Answered(answer, places.IndexOf(i));
            var rate = new TaxRate(said.RateMilli, said.Included);
            var tax = found.Find(one =>
                one.Class == items[i].TaxClass
                && one.Mark != TaxTerm.OfShipping
                && (one.Place, one.Rate, one.Reason) == (said.Place, rate, said.Reason)
            );
            if (tax is null)
            {
                // Behind the last: an edit may have taken an earlier one away.
                var same = found.FindAll(one => one.Class == items[i].TaxClass && one.Mark != TaxTerm.OfShipping);
                int? mark = same.Count == 0 ? null : same.Max(one => one.Mark ?? 0) + 1;
                found.Add(tax = new(items[i].TaxClass, said.Place, rate, said.Reason, Mark: mark));
            }

            items[i] = items[i] with { TaxMark = tax.Mark };
        }

        return true;
    }

    /// <summary>An order's sums, by an answer that holds.</summary>
    internal static Priced Priced(IReadOnlyList<Item> items, Reduction reduction, TaxQuestion asked, TaxAnswer answer)
    {
        var (lines, terms) = (new Line[items.Count], new List<TaxTerm>());
        var (subtotal, discount) = (0L, 0L);
        for (var i = 0; i < items.Count; i++)
        {
            var (item, off) = (items[i], reduction.LineDiscounts[i]);
            var said = Answered(answer, i);
            var at = terms.FindIndex(term => term.Class == item.TaxClass && IsSame(term, said));
            if (at < 0)
            {
                var before = terms.Count(term => term.Class == item.TaxClass);
                terms.Add(Term(item.TaxClass, said, before == 0 ? null : before));
                at = terms.Count - 1;
            }

            var net = asked.Lines[i].AmountMinor;
            terms[at] = terms[at] with
            {
                Base = checked(terms[at].Base + net - (said.Included ? said.AmountMinor : 0)),
                Amount = terms[at].Amount + said.AmountMinor,
            };
            subtotal = checked(subtotal + net + off);
            discount += off;
            lines[i] = new(
                item.ProductId,
                item.ProductName,
                item.VendorId,
                item.Category,
                item.Quantity,
                item.UnitPrice,
                off,
                said.Included ? 0 : said.AmountMinor,
                said.Included ? said.AmountMinor : 0,
                item.TaxClass,
                item.NoWithdrawal,
                terms[at].Mark,
                item.NoShipping ? true : null,
                item.WeightG > 0 ? item.WeightG : null
            );
        }

        foreach (var share in answer.Shipping.Where(share => share.ShareMinor > 0))
        {
            var at = terms.FindIndex(term => IsSame(term, share.Tax));
            if (at < 0)
            {
                terms.Add(Term(TaxTerm.ShippingClass, share.Tax, TaxTerm.OfShipping));
                at = terms.Count - 1;
            }

            terms[at] = terms[at] with
            {
                Base = checked(terms[at].Base + share.ShareMinor - (share.Tax.Included ? share.Tax.AmountMinor : 0)),
                Amount = terms[at].Amount + share.Tax.AmountMinor,
                Shipping = terms[at].Shipping + share.ShareMinor,
                ShippingTax = terms[at].ShippingTax + share.Tax.AmountMinor,
            };
        }

        return new(
            lines,
            subtotal,
            discount,
            asked.ShippingMinor,
            answer.TaxMinor,
            answer.TaxIncludedMinor,
            checked(subtotal - discount + asked.ShippingMinor + answer.TaxMinor),
            terms
        );
    }

    /// <summary>The question of an order.</summary>
    /// <param name="amounts">Of each line after discounts.</param>
    internal static TaxQuestion Question(TaxesDue due, string currency, IReadOnlyList<Item> items, long[] amounts, long shipping)
    {
        var to = due.To ?? throw new InvalidOperationException("Nobody has said where the goods go.");
        var question = new TaxQuestion
        {
            To = new()
            {
                Country = to.Country,
                Region = to.Region ?? string.Empty,
                PostalCode = to.PostalCode ?? string.Empty,
                City = to.City,
            },
            FromCountry = due.Policy.Home ?? string.Empty,
            Day = TaxRow.Day(due.Day),
            Currency = currency,
            ShippingMinor = shipping,
            VatNumber = due.Believed?.Text ?? string.Empty,
            VatNumberProved = due.Believed is not null && due.Checked?.State == VatCheck.InForce,
        };
        for (var i = 0; i < items.Count; i++)
        {
            var line = new AskedLine
            {
                LineId = IdOf(i),
                ProductId = items[i].ProductId,
                TaxClass = items[i].TaxClass,
                Quantity = items[i].Quantity,
                AmountMinor = amounts[i],
            };
            if (items[i].PricesIncludeTax is { } includes)
            {
                line.PricesIncludeTax = includes;
            }

            question.Lines.Add(line);
        }

        return question;
    }

    private async ValueTask<Outcome<TaxAnswer>> Ask(TaxQuestion question, CancellationToken cancel)
    {
        if (!(await provider.Find(question, cancel)).Is(out var answer, out var refused))
        {
            return refused.Kind == RefusalKind.Unavailable ? Unavailable : refused;
        }

        if (answer.Refused is { } said)
        {
            if (TaxAnswers.Refused(said) is { } known)
            {
                return known;
            }

            LogWrong(log, provider.Name, $"it refuses with '{said.Code}'");
            return Unavailable;
        }

        if (TaxAnswers.Fault(question, answer) is { } fault)
        {
            LogWrong(log, provider.Name, fault);
            return Unavailable;
        }

        return answer;
    }

    private static FoundTax Answered(TaxAnswer answer, int line) => answer.Lines.First(one => one.LineId == IdOf(line)).Tax;

    private static bool IsSame(TaxTerm term, FoundTax said) =>
        (term.Place, term.Milli, term.Included, term.Reason) == (said.Place, said.RateMilli, said.Included, said.Reason);

    private static TaxTerm Term(string taxClass, FoundTax said, int? mark) =>
        new(taxClass, said.Place, said.RateMilli, said.Included, said.Reason, 0, 0, 0, 0, Mark: mark);

    private static string IdOf(int line) => (line + 1).ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Error, Message = "The answer of the provider of taxes {Provider} cannot be used: {Fault}")]
    private static partial void LogWrong(ILogger log, string provider, string fault);
}
