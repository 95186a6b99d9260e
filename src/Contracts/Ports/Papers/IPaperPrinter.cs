// The port of papers: what is written on them is the shop's, how it becomes a file that can be printed is the provider's.
namespace Cartwright.Contracts.Ports;

/// <summary>Makes a PDF of a sheet. Where none is registered, papers can be had as data alone, and the shop says so.</summary>
public interface IPaperPrinter
{
    /// <summary>
    /// The sheet as pages of A4. The same sheet gives the same bytes, for ever: neither clock nor chance is in them. Text may be of any
    /// language and any direction; what no font can show is marked on the page and told in <see cref="PrintedPaper.Missing"/>, never left
    /// out. Takes milliseconds, asks nobody, and may be called by several threads.
    /// </summary>
    PrintedPaper Print(PaperSheet sheet);
}

/// <summary>A file.</summary>
/// <param name="Missing">Characters that no font has, each once; empty when all of it could be shown.</param>
public sealed record PrintedPaper(byte[] Pdf, IReadOnlyList<string> Missing);

/// <summary>What stands on a paper, from top to bottom. All texts are plain; each line is one.</summary>
/// <param name="Title">Such as "Invoice RE-2026-000042".</param>
/// <param name="Language">Of the words that are the shop's own, as BCP 47.</param>
/// <param name="Sender">Name first.</param>
/// <param name="Recipient">Name first; empty lines are left out.</param>
/// <param name="Facts">Number, date, references: a label and its value.</param>
/// <param name="Totals">Under the first table; the last one stands out.</param>
/// <param name="Notes">Sentences under everything.</param>
/// <param name="Footer">At the end of each page.</param>
/// <param name="Mark">Across the top of each page, such as "SAMPLE"; null for nothing.</param>
public sealed record PaperSheet(
    string Title,
    string Language,
    IReadOnlyList<string> Sender,
    IReadOnlyList<string> Recipient,
    IReadOnlyList<PaperWord> Facts,
    IReadOnlyList<PaperTable> Tables,
    IReadOnlyList<PaperWord> Totals,
    IReadOnlyList<string> Notes,
    string Footer,
    string? Mark = null
);

/// <summary>A label with what it stands for.</summary>
public sealed record PaperWord(string Label, string Value);

/// <summary>Rows under a head that is repeated on each page.</summary>
/// <param name="Rows">A text a column.</param>
public sealed record PaperTable(IReadOnlyList<PaperColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A column.</summary>
/// <param name="Share">Of the page's width, against the others.</param>
/// <param name="Right">Whether it is aligned to the right, as amounts are.</param>
public sealed record PaperColumn(string Head, int Share, bool Right = false);
