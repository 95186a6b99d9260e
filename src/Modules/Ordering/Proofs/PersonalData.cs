// What orders and their entries say of a person, told apart from the rest: proofs have it as a salted commitment only, so that it can be
// erased and they still hold.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Takes persons out of terms and entries.</summary>
public static class PersonalData
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 32;

    /// <summary>The terms without the person. The country stays: the books of taxes need it.</summary>
    public static Terms Without(this Terms terms) =>
        terms with
        {
            Email = string.Empty,
            Address = new PostalAddress(string.Empty, string.Empty, string.Empty, terms.Address.Country),
        };

    /// <summary>The commitment of what the terms say of the person.</summary>
    public static string Commitment(this Terms terms, string salt)
    {
        var to = terms.Address;
        return Commitment(
            salt,
            [
                "terms",
                terms.Email,
                to.Name,
                to.Line1,
                to.Line2 ?? string.Empty,
                to.City,
                to.Region ?? string.Empty,
                to.PostalCode ?? string.Empty,
                to.Country,
            ]
        );
    }

    /// <summary>The entry without what people wrote in it and without their addresses.</summary>
    public static Entry Without(this Entry entry)
    {
        var detail = entry.Detail is not null && IsWritten(entry) ? null : entry.Detail;
        var data = entry.Data;
        if (
            data is not null
            && EntryData.Read(data) is var read
            && (
                read.Terms is not null
                || read.Edit is not null
                || read.Return is not null
                || read.Refund is not null
                || read.Withdrawal is not null
            )
        )
        {
            data = (
                read with
                {
                    Terms = read.Terms?.Without(),
                    Edit = read.Edit is null ? null : read.Edit with { Terms = read.Edit.Terms.Without(), Reason = null },
                    Return = read.Return is null ? null : read.Return with { Reason = null, Note = null },
                    Refund = read.Refund is null ? null : read.Refund with { Reason = null },
                    Withdrawal = read.Withdrawal is null ? null : read.Withdrawal with { Name = null, Email = null },
                }
            ).Stored();
        }

        return entry with
        {
            Detail = detail,
            Data = data,
        };
    }

    /// <summary>
    /// What stays of the entry when persons are erased: also without the reason of a refund where the shop says again that it is done, and
    /// without the hashes of what was asked under a key, by which a guess at its words could be tried. Hashes since
    /// <see cref="OrderSeals"/> cover both, under the key.
    /// </summary>
    public static Entry Bare(this Entry entry)
    {
        var bare = entry.Without();
        bare = bare.Type.StartsWith("refund.", StringComparison.Ordinal) ? bare with { Detail = null } : bare;
        if (
            bare.Data is null
            || EntryData.Read(bare.Data) is var read
                && (read.Return?.BodyHash ?? read.Refund?.BodyHash ?? read.Edit?.BodyHash ?? read.Withdrawal?.BodyHash) is null
        )
        {
            return bare;
        }

        return bare with
        {
            Data = (
                read with
                {
                    Return = read.Return is null ? null : read.Return with { BodyHash = null },
                    Refund = read.Refund is null ? null : read.Refund with { BodyHash = null },
                    Edit = read.Edit is null ? null : read.Edit with { BodyHash = null },
                    Withdrawal = read.Withdrawal is null ? null : read.Withdrawal with { BodyHash = null },
                }
            ).Stored(),
        };
    }

    /// <summary>What an entry says of people as its commitment, and the entry without it; empty where it says nothing.</summary>
    public static (Entry Open, string Commitment) Split(this Entry entry, string salt)
    {
        var open = entry.Without();
        return (
            open,
            entry.Erased
                ?? (
                    open == entry
                        ? string.Empty
                        : Commitment(
                            salt,
                            [
                                "entry",
                                entry.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
                                entry.Detail ?? string.Empty,
                                entry.Data ?? string.Empty,
                            ]
                        )
                )
        );
    }

    // The shop's own sentences say nothing of anybody; what staff wrote may.
    private static bool IsWritten(Entry entry) =>
        entry.Type == "order.edited" || (entry.Type is not ("order.placed" or Erasing.Type) && entry.Actor is not ("system" or "vendor"));

    private static string Commitment(string salt, string[] said) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(salt), JsonSerializer.SerializeToUtf8Bytes(said, OrderingJson.Default.StringArray))
        );
}
