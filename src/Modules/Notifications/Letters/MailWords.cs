// The words that come with the program: catalogues and default templates, one folder a language.
using System.Reflection;

namespace Cartwright.Notifications;

internal static class MailWords
{
    private static readonly Assembly Here = typeof(MailWords).Assembly;

    /// <summary>A file under <c>Words/</c>.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Read(string path)
    {
        using var stream =
            Here.GetManifestResourceStream("Words/" + path) ?? throw new FileNotFoundException($"Nobody has written Words/{path}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>Whether there is such a file.</summary>
    public static bool Has(string path) => Here.GetManifestResourceInfo("Words/" + path) is not null;
}
