// All rows by place, so that a rate is found by a few look-ups in memory however many rows there are.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>Rows, indexed. Never changes.</summary>
/// <remarks>
/// The most specific place that has a row for the class holds: the longest beginning of the postal code, then the part, then the country.
/// Of rows of one place the shop's own holds before the configuration's, and that before the built-in one; of the same origin a row of the
/// class before one of every class. A built-in rate of a country does not hold in parts that are in the table for themselves; what the
/// merchant says of a country holds in all of it.
/// </remarks>
public sealed class TaxBook
{
    private readonly Dictionary<string, OfCountry> countries = new(StringComparer.Ordinal);

    public TaxBook(IEnumerable<TaxRow> rows)
    {
        foreach (var row in rows)
        {
            if (!countries.TryGetValue(row.Place.Country, out var country))
            {
                countries[row.Place.Country] = country = new();
            }

            country.Add(row);
        }

        foreach (var country in countries.Values)
        {
            country.Sort();
        }
    }

    /// <summary>Whether some row is for the country or a place in it.</summary>
    public bool Knows(string country) => countries.ContainsKey(country);

    /// <summary>Whether some row is for the country as a whole.</summary>
    public bool HoldsIn(string country) => countries.TryGetValue(country, out var known) && known.Own.Count > 0;

    /// <summary>The row that holds for a class at an address on a day; null where there is none.</summary>
    /// <param name="apart">
    /// The place within the country that is in the table for itself, so that the country's built-in rate does not hold there; null when
    /// there is none.
    /// </param>
    public TaxRow? Find(TaxAddress at, string taxClass, DateOnly day, out TaxPlace? apart)
    {
        apart = null;
        if (!countries.TryGetValue(at.Country, out var country))
        {
            return null;
        }

        var postals = country.Postals.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var length = Math.Min(at.Postal.Length, country.Longest); length > 0; length--)
        {
            if (postals.TryGetValue(at.Postal.AsSpan(0, length), out var rows) && Pick(rows, taxClass, day, ref apart) is { } local)
            {
                return local;
            }
        }

        return at.Part is not null && country.Parts.TryGetValue(at.Part, out var there) && Pick(there, taxClass, day, ref apart) is { } part
                ? part
            : at.PartByPostal is not null
            && country.Parts.TryGetValue(at.PartByPostal, out there)
            && Pick(there, taxClass, day, ref apart) is { } byPostal
                ? byPostal
            : Pick(country.Own, taxClass, day, ref apart);
    }

    private static TaxRow? Pick(List<TaxRow> rows, string taxClass, DateOnly day, ref TaxPlace? apart)
    {
        var standsApart = apart is not null;
        foreach (var row in rows)
        {
            if (row.Origin == TaxOrigin.BuiltIn)
            {
                if (standsApart)
                {
                    continue;
                }

                apart = row.Place is { Part: null, Postal: null } ? null : row.Place;
            }

            if (row.Milli is not null && (row.Class == taxClass || row.Class == TaxClasses.Any) && row.Holds(day))
            {
                return row;
            }
        }

        return null;
    }

    private sealed class OfCountry
    {
        public List<TaxRow> Own { get; } = [];

        public Dictionary<string, List<TaxRow>> Parts { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, List<TaxRow>> Postals { get; } = new(StringComparer.Ordinal);

        /// <summary>Characters of the longest beginning of a postal code.</summary>
        public int Longest { get; private set; }

        public void Add(TaxRow row)
        {
            if (row.Place.Postal is { } postal)
            {
                Longest = Math.Max(Longest, postal.Length);
                Under(Postals, postal).Add(row);
            }
            else
            {
                (row.Place.Part is { } part ? Under(Parts, part) : Own).Add(row);
            }
        }

        // The first that fits holds.
        public void Sort()
        {
            foreach (var rows in Parts.Values.Concat(Postals.Values).Append(Own))
            {
                rows.Sort(
                    (left, right) =>
                        left.Origin != right.Origin
                            ? left.Origin.CompareTo(right.Origin)
                            : (left.Class == TaxClasses.Any).CompareTo(right.Class == TaxClasses.Any)
                );
            }
        }

        private static List<TaxRow> Under(Dictionary<string, List<TaxRow>> places, string key) =>
            places.TryGetValue(key, out var rows) ? rows : places[key] = [];
    }
}
