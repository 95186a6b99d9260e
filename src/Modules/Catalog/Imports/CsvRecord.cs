// One CSV record as fields (RFC 4180): fields in quotes may hold commas, line breaks and doubled quotes.
using System.Text;
using Cartwright.Contracts;

namespace Cartwright.Catalog.Imports;

internal static class CsvRecord
{
    /// <summary>The fields. Refused with <c>malformed_csv</c>, which says where.</summary>
    public static Outcome<List<string>> Parse(string record)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var i = 0;
        while (true)
        {
            field.Clear();
            if (i < record.Length && record[i] == '"')
            {
                i++;
                while (true)
                {
                    if (i >= record.Length)
                    {
                        return Malformed(fields.Count, "its quotes are not closed");
                    }

                    if (record[i] != '"')
                    {
                        field.Append(record[i++]);
                    }
                    else if (i + 1 < record.Length && record[i + 1] == '"')
                    {
                        field.Append('"');
                        i += 2;
                    }
                    else
                    {
                        i++;
                        break;
                    }
                }

                if (i < record.Length && record[i] != ',')
                {
                    return Malformed(fields.Count, "text follows its closing quote");
                }
            }
            else
            {
                while (i < record.Length && record[i] != ',')
                {
                    if (record[i] == '"')
                    {
                        return Malformed(fields.Count, "a quote stands inside a field that does not begin with one");
                    }

                    field.Append(record[i++]);
                }
            }

            fields.Add(field.ToString());
            if (i >= record.Length)
            {
                return fields;
            }

            i++;
        }
    }

    private static Refusal Malformed(int field, string what) =>
        Refusal.Invalid("malformed_csv", $"Field {field + 1}: {what}. Double the quotes inside a quoted field.");
}
