// Why banks refuse transfers and send them back, in words.
namespace Cartwright.Ordering;

/// <summary>Codes of ISO 20022's external code sets (status reasons and return reasons) that occur with credit transfers.</summary>
public static class BankReasons
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["AC01"] = "the account number is wrong",
        ["AC03"] = "the vendor's account number does not hold",
        ["AC04"] = "the account is closed",
        ["AC06"] = "the account is blocked",
        ["AC13"] = "the account is of the wrong kind",
        ["AC14"] = "the account is of the wrong kind",
        ["AC15"] = "the vendor's account has moved to another number",
        ["AG01"] = "the account takes no credit transfers",
        ["AG02"] = "the bank does not take this kind of transfer",
        ["AM01"] = "the amount is zero",
        ["AM02"] = "the amount is more than is allowed",
        ["AM03"] = "the currency is not taken",
        ["AM04"] = "the shop's account does not hold so much",
        ["AM05"] = "the transfer was there before",
        ["AM09"] = "the amount is not the one that was agreed",
        ["AM10"] = "the sum of the file is wrong",
        ["ARDT"] = "the transfer was sent back before",
        ["BE01"] = "the holder is not the account's",
        ["BE04"] = "the holder's address is missing",
        ["BE05"] = "the bank does not know who gave the order",
        ["BE06"] = "nobody of this name is known there",
        ["CNOR"] = "the vendor's bank is not known",
        ["CURR"] = "the currency is wrong",
        ["CUST"] = "the shop asked for it back",
        ["CUTA"] = "the shop asked for it back",
        ["DNOR"] = "the shop's bank is not known",
        ["DT01"] = "the day of execution is wrong",
        ["DUPL"] = "the file was given to the bank before",
        ["ED05"] = "the settlement between the banks failed",
        ["ERIN"] = "the vendor's bank does not take this kind of transfer",
        ["FF01"] = "the file is not in the form that the bank takes",
        ["FOCR"] = "the shop asked for it back",
        ["FRAD"] = "somebody said that it is fraud",
        ["LEGL"] = "a law is against it",
        ["MD07"] = "the holder has died",
        ["MS02"] = "the vendor does not want it, without a reason",
        ["MS03"] = "the bank gives no reason",
        ["NARR"] = "the bank says so in words",
        ["NOAS"] = "the vendor did not answer the bank",
        ["NOOR"] = "the bank knows of no such transfer",
        ["RC01"] = "the BIC is wrong",
        ["RC04"] = "the vendor's bank is wrong",
        ["RC07"] = "the vendor's BIC is wrong",
        ["RR01"] = "the law asks for the payer's account",
        ["RR02"] = "the law asks for the payer's name or address",
        ["RR03"] = "the law asks for the vendor's name or address",
        ["RR04"] = "the law is against it",
        ["SL01"] = "the vendor's bank offers a service that is against it",
        ["TECH"] = "the bank failed",
        ["TM01"] = "the file came too late in the day",
        ["UPAY"] = "it was not due",
    };

    /// <summary>The code with its words, and what the bank added.</summary>
    /// <param name="code">Empty where the bank gave none.</param>
    public static string Of(string code, string added)
    {
        var said =
            code.Length == 0 ? "The bank gives no code"
            : Words.TryGetValue(code, out var words) ? $"{code}: {words}"
            : code;
        return added.Length == 0 ? said : $"{said} ({added})";
    }
}
