// What a bank says of files of transfers: ISO 20022 pain.002 (states), camt.053 and camt.054 (what was booked). Plain reading, no
// decisions.
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>What a bank says of one transfer, or of a whole file.</summary>
/// <param name="EndToEndId">Of the transfer; empty where it is said of a file as a whole.</param>
/// <param name="FileId">The message or batch id of the file; empty where the bank does not name it.</param>
/// <param name="Kind">One of the constants.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>; null where the bank names none.</param>
/// <param name="Reason">In words; empty where there is none.</param>
public sealed record BankLine(string EndToEndId, string FileId, string Kind, long? Amount, string Currency, string Reason)
{
    /// <summary>The money has left the shop's account.</summary>
    public const string Executed = "executed";

    /// <summary>The bank will not carry it out.</summary>
    public const string Refused = "refused";

    /// <summary>The money has come back.</summary>
    public const string Returned = "returned";

    /// <summary>The bank has it, and nothing has happened yet.</summary>
    public const string UnderWay = "under_way";
}

/// <summary>An answer as it was read.</summary>
/// <param name="Message">Such as <c>camt.053.001.08</c>.</param>
public sealed record BankAnswer(string Message, IReadOnlyList<BankLine> Lines)
{
    /// <summary>Lines of one answer: ten times what a file can have.</summary>
    public const int LinesMax = 10 * SepaFile.InstructionsMax;

    // Versions in which the elements that are read have the same names and places.
    private static readonly Dictionary<string, string[]> Versions = new(StringComparer.Ordinal)
    {
        ["pain.002"] = ["02", "03", "08", "09", "10", "11", "12"],
        ["camt.053"] = ["02", "03", "04", "05", "06", "07", "08", "09", "10", "11"],
        ["camt.054"] = ["02", "03", "04", "05", "06", "07", "08", "09", "10", "11"],
    };

    private const string Start = "urn:iso:std:iso:20022:tech:xsd:";

    /// <summary>
    /// Reads an answer; refused with <c>answer_not_read</c> where it is none. A document type is never read, and nothing outside of the
    /// file.
    /// </summary>
    public static Outcome<BankAnswer> Read(byte[] file)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(file),
                new()
                {
                    DtdProcessing = DtdProcessing.Prohibit,
                    XmlResolver = null,
                    IgnoreComments = true,
                    IgnoreProcessingInstructions = true,
                }
            );
            root = XDocument.Load(reader).Root!;
        }
        catch (XmlException faulty)
        {
            return NotRead(
                string.Create(CultureInfo.InvariantCulture, $"It is no XML that can be read (line {faulty.LineNumber}). ")
                    + "Upload the file as the bank gave it: pain.002, camt.053 or camt.054."
            );
        }

        if (MessageOf(root.Name.NamespaceName) is not { } message)
        {
            return NotRead(
                $"It is '{Cut(root.Name.NamespaceName.Length == 0 ? root.Name.LocalName : root.Name.NamespaceName)}', and the shop reads pain.002.001.03 to .12, camt.053.001.02 to .11 and camt.054.001.02 to .11."
            );
        }

        var lines = new List<BankLine>();
        try
        {
            if (message.StartsWith("pain", StringComparison.Ordinal))
            {
                States(root, lines);
            }
            else
            {
                Booked(root, lines);
            }
        }
        catch (FormatException faulty)
        {
            return NotRead(faulty.Message);
        }

        return lines.Count > LinesMax
            ? NotRead($"It has {lines.Count} transfers, and the shop reads at most {LinesMax} at once.")
            : new BankAnswer(message, lines);
    }

    private static string? MessageOf(string space)
    {
        var parts = space.StartsWith(Start, StringComparison.Ordinal) ? space[Start.Length..].Split('.') : [];
        return
            parts is [var kind, var number, "001", var version]
            && Versions.TryGetValue($"{kind}.{number}", out var known)
            && known.Contains(version)
            ? string.Join('.', parts)
            : null;
    }

    // pain.002: of the group, of the batch, of each transfer; what is said of a part holds for it and not for the whole.
    private static void States(XElement root, List<BankLine> lines)
    {
        foreach (var report in root.Elements().Where(one => Is(one, "CstmrPmtStsRpt")))
        {
            var group = Of(report, "OrgnlGrpInfAndSts");
            var fileId = Text(group, "OrgnlMsgId");
            var batches = report.Elements().Where(one => Is(one, "OrgnlPmtInfAndSts")).ToList();
            var before = lines.Count;
            foreach (var batch in batches)
            {
                var ofBatch = lines.Count;
                foreach (var one in batch.Elements().Where(one => Is(one, "TxInfAndSts")))
                {
                    var amount = Amount(Of(Of(Of(one, "OrgnlTxRef"), "Amt"), "InstdAmt"));
                    lines.Add(
                        new(
                            Text(one, "OrgnlEndToEndId"),
                            fileId,
                            KindOf(Text(one, "TxSts")),
                            amount?.Minor,
                            amount?.Currency ?? string.Empty,
                            Reason(one)
                        )
                    );
                }

                if (lines.Count == ofBatch && Text(batch, "PmtInfSts") is { Length: > 0 } state)
                {
                    lines.Add(new(string.Empty, fileId, KindOf(state), null, string.Empty, Reason(batch)));
                }
            }

            if (lines.Count == before && Text(group, "GrpSts") is { Length: > 0 } whole)
            {
                lines.Add(new(string.Empty, fileId, KindOf(whole), null, string.Empty, Reason(group!)));
            }
        }
    }

    // ExternalPaymentTransactionStatus1Code. Accepted in any way but settled is under way.
    private static string KindOf(string state) =>
        state switch
        {
            "ACSC" or "ACCC" => BankLine.Executed,
            "RJCT" or "CANC" => BankLine.Refused,
            _ => BankLine.UnderWay,
        };

    // camt.053 and camt.054: only what is booked counts.
    private static void Booked(XElement root, List<BankLine> lines)
    {
        foreach (var entry in root.Descendants().Where(one => Is(one, "Ntry")))
        {
            var state = Of(entry, "Sts");
            if ((Text(state, "Cd") is { Length: > 0 } code ? code : state?.Value.Trim()) != "BOOK")
            {
                continue;
            }

            foreach (var details in entry.Elements().Where(one => Is(one, "NtryDtls")))
            {
                var transfers = details.Elements().Where(one => Is(one, "TxDtls")).ToList();
                foreach (var one in transfers)
                {
                    Add(entry, one, transfers.Count, lines);
                }

                if (transfers.Count == 0 && Of(details, "Btch") is { } batch)
                {
                    var sum = Amount(Of(batch, "TtlAmt")) ?? Amount(Of(entry, "Amt"));
                    lines.Add(
                        new(
                            string.Empty,
                            Text(batch, "PmtInfId") is { Length: > 0 } id ? id : Text(batch, "MsgId"),
                            Direction(entry) == "DBIT" && !IsBack(entry, entry) ? BankLine.Executed : BankLine.UnderWay,
                            sum?.Minor,
                            sum?.Currency ?? string.Empty,
                            string.Empty
                        )
                    );
                }
            }
        }
    }

    private static void Add(XElement entry, XElement one, int together, List<BankLine> lines)
    {
        // Without an amount of its own a transfer that is booked alone has the entry's.
        var details = Of(one, "AmtDtls");
        var amount =
            Amount(Of(one, "Amt"))
            ?? Amount(Of(Of(details, "TxAmt"), "Amt"))
            ?? Amount(Of(Of(details, "InstdAmt"), "Amt"))
            ?? (together == 1 ? Amount(Of(entry, "Amt")) : null);
        var direction = Text(one, "CdtDbtInd") is { Length: > 0 } own ? own : Direction(entry);
        var refs = Of(one, "Refs");
        lines.Add(
            new(
                Text(refs, "EndToEndId"),
                string.Empty,
                direction == "CRDT" || IsBack(entry, one) ? BankLine.Returned : BankLine.Executed,
                amount?.Minor,
                amount?.Currency ?? string.Empty,
                direction == "CRDT" || IsBack(entry, one) ? ReturnReason(one) : string.Empty
            )
        );
    }

    private static bool IsBack(XElement entry, XElement one) => Text(entry, "RvslInd") == "true" || Of(one, "RtrInf") is not null;

    private static string Direction(XElement entry) => Text(entry, "CdtDbtInd");

    private static string Reason(XElement one)
    {
        var reason = Of(one, "StsRsnInf");
        return reason is null ? string.Empty : InWords(reason);
    }

    private static string ReturnReason(XElement one) =>
        Of(one, "RtrInf") is { } back ? InWords(back) : BankReasons.Of(string.Empty, string.Empty);

    private static string InWords(XElement reason)
    {
        var code = Of(reason, "Rsn");
        return BankReasons.Of(
            Cut(Text(code, "Cd") is { Length: > 0 } known ? known : Text(code, "Prtry")),
            Cut(string.Join(' ', reason.Elements().Where(one => Is(one, "AddtlInf")).Select(one => one.Value.Trim())))
        );
    }

    private static (long Minor, string Currency)? Amount(XElement? one)
    {
        if (one is null)
        {
            return null;
        }

        var (text, currency) = (one.Value.Trim(), (string?)one.Attribute("Ccy") ?? string.Empty);
        return
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major)
            && Currencies.ToMinor(major, currency).Is(out var minor, out _)
            ? (minor, currency)
            : throw new FormatException($"'{Cut(text)} {Cut(currency)}' is no amount. Upload the file as the bank gave it.");
    }

    private static bool Is(XElement one, string name) => one.Name.LocalName == name;

    private static XElement? Of(XElement? one, string name) => one?.Elements().FirstOrDefault(child => Is(child, name));

    private static string Text(XElement? one, string name) => Of(one, name)?.Value.Trim() ?? string.Empty;

    private static string Cut(string text)
    {
        const int CharsMax = 140;
        return text.Length > CharsMax ? text[..CharsMax] : text;
    }

    private static Refusal NotRead(string why) => Refusal.Invalid("answer_not_read", "This is no answer of a bank. " + why);
}
