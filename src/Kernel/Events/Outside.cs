// Ids of programs that are not ours, kept apart from our own: whatever they call their orders, they cannot name one of ours or of each
// other's.
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Kernel;

/// <summary>What comes from programs outside.</summary>
public static class Outside
{
    /// <summary>
    /// Characters of an order id that an outside program may use. With the longest form of its source the result stays below all columns'
    /// bounds.
    /// </summary>
    public const int IdCharsMax = 100;

    /// <summary>Ours are UUIDs, so none of them begins like this.</summary>
    public const string Prefix = "outside/";

    private const int SourceCharsMax = 60;

    /// <summary>
    /// The id under which this shop keeps what the program <paramref name="source"/> calls <paramref name="id"/>:
    /// <c>outside/{source}/{id}</c>; a long source is hashed.
    /// </summary>
    public static string Id(string source, string id)
    {
        // A slash within the source could make two programs' ids alike.
        var plain = source.Length <= SourceCharsMax && !source.Contains('/', StringComparison.Ordinal);
        return $"{Prefix}{(plain ? source : Hash(source)[..32])}/{id}";
    }

    /// <summary>
    /// An id that follows from a question's, the same however often it is asked and carried out: for its one answer, and for what is done
    /// once.
    /// </summary>
    public static string AnswerId(string source, string questionId) => "answer-" + Hash($"{source}\n{questionId}")[..32];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
