// A file of credit transfers as banks take it: ISO 20022 pain.001.001.09 in the rules of SEPA.
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>The account that payouts come from.</summary>
/// <param name="Bic">Empty when it is not known.</param>
public sealed record PayoutAccount(string Iban, string Name, string Bic);

/// <summary>One credit transfer; the amount is minor units of EUR.</summary>
/// <param name="PayoutId">Also the end-to-end id, without its hyphens.</param>
/// <param name="Holder">As the vendor gave it.</param>
public sealed record PayoutInstruction(string PayoutId, string VendorId, long Amount, string Holder, string Iban, string Bic)
{
    /// <summary>What the bank's statement repeats.</summary>
    public string EndToEndId => SepaFile.Id(PayoutId);
}

/// <summary>Writes and reads such files.</summary>
public static class SepaFile
{
    /// <summary>The only currency of SEPA.</summary>
    public const string Currency = "EUR";

    /// <summary>Transfers of one file: banks take more, people who release them look at fewer.</summary>
    public const int InstructionsMax = 1_000;

    private const int NameCharsMax = 70;
    private const int WordsCharsMax = 140;

    private static readonly XNamespace Pain = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    /// <summary>An id as the file has it: at most 35 characters, a UUID without its hyphens.</summary>
    public static string Id(string id) => id.Replace("-", string.Empty, StringComparison.Ordinal);

    /// <summary>The file, in UTF-8.</summary>
    /// <param name="day">When the bank shall execute it.</param>
    public static byte[] Write(
        string fileId,
        PayoutAccount from,
        IReadOnlyList<PayoutInstruction> instructions,
        DateTimeOffset now,
        DateOnly day
    )
    {
        var (count, sum) = (instructions.Count.ToString(CultureInfo.InvariantCulture), Amount(instructions.Sum(one => one.Amount)));
        var document = new XDocument(
            new XElement(
                Pain + "Document",
                new XElement(
                    Pain + "CstmrCdtTrfInitn",
                    new XElement(
                        Pain + "GrpHdr",
                        new XElement(Pain + "MsgId", Id(fileId)),
                        new XElement(Pain + "CreDtTm", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
                        new XElement(Pain + "NbOfTxs", count),
                        new XElement(Pain + "CtrlSum", sum),
                        new XElement(Pain + "InitgPty", new XElement(Pain + "Nm", SepaText.Of(from.Name, NameCharsMax)))
                    ),
                    new XElement(
                        Pain + "PmtInf",
                        new XElement(Pain + "PmtInfId", Id(fileId)),
                        new XElement(Pain + "PmtMtd", "TRF"),
                        new XElement(Pain + "NbOfTxs", count),
                        new XElement(Pain + "CtrlSum", sum),
                        new XElement(Pain + "PmtTpInf", new XElement(Pain + "SvcLvl", new XElement(Pain + "Cd", "SEPA"))),
                        new XElement(
                            Pain + "ReqdExctnDt",
                            new XElement(Pain + "Dt", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                        ),
                        new XElement(Pain + "Dbtr", new XElement(Pain + "Nm", SepaText.Of(from.Name, NameCharsMax))),
                        Account("DbtrAcct", from.Iban),
                        Agent("DbtrAgt", from.Bic) ?? Unknown("DbtrAgt"),
                        new XElement(Pain + "ChrgBr", "SLEV"),
                        instructions.Select(Transfer)
                    )
                )
            )
        );
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new() { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            document.Save(writer);
        }

        return bytes.ToArray();
    }

    /// <summary>What a file asks a bank for: end-to-end id, account and amount in minor units of EUR.</summary>
    public static IReadOnlyList<(string EndToEndId, string Iban, long Amount)> Read(byte[] file)
    {
        using var reader = XmlReader.Create(new MemoryStream(file), new() { DtdProcessing = DtdProcessing.Prohibit });
        return
        [
            .. XDocument
                .Load(reader)
                .Descendants(Pain + "CdtTrfTxInf")
                .Select(one =>
                    (
                        (string)one.Descendants(Pain + "EndToEndId").First(),
                        (string)one.Descendants(Pain + "IBAN").First(),
                        Currencies
                            .ToMinor(
                                decimal.Parse(
                                    (string)one.Descendants(Pain + "InstdAmt").First(),
                                    NumberStyles.AllowDecimalPoint,
                                    CultureInfo.InvariantCulture
                                ),
                                Currency
                            )
                            .Value
                    )
                ),
        ];
    }

    private static XElement Transfer(PayoutInstruction one) =>
        new(
            Pain + "CdtTrfTxInf",
            new XElement(Pain + "PmtId", new XElement(Pain + "EndToEndId", one.EndToEndId)),
            new XElement(Pain + "Amt", new XElement(Pain + "InstdAmt", new XAttribute("Ccy", Currency), Amount(one.Amount))),
            Agent("CdtrAgt", one.Bic),
            new XElement(Pain + "Cdtr", new XElement(Pain + "Nm", SepaText.Of(one.Holder, NameCharsMax))),
            Account("CdtrAcct", one.Iban),
            new XElement(
                Pain + "RmtInf",
                new XElement(Pain + "Ustrd", SepaText.Of($"Payout {one.EndToEndId} to {one.VendorId}", WordsCharsMax))
            )
        );

    private static XElement Account(string name, string iban) =>
        new(Pain + name, new XElement(Pain + "Id", new XElement(Pain + "IBAN", iban)));

    private static XElement? Agent(string name, string bic) =>
        bic.Length == 0 ? null : new(Pain + name, new XElement(Pain + "FinInstnId", new XElement(Pain + "BICFI", bic)));

    // The schema wants an agent of the debtor; SEPA's own word for one that only the IBAN tells.
    private static XElement Unknown(string name) =>
        new(Pain + name, new XElement(Pain + "FinInstnId", new XElement(Pain + "Othr", new XElement(Pain + "Id", "NOTPROVIDED"))));

    private static string Amount(long minor) => Currencies.ToMajor(minor, Currency).ToString("0.00", CultureInfo.InvariantCulture);
}
