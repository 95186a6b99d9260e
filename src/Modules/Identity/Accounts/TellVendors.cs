// Whoever sells for a vendor is told by mail that its payouts go elsewhere now: also those whose session did not do it.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Identity;

internal sealed class TellVendors(PasswordLinks links)
{
    /// <summary>Accounts of one vendor that are told: more than any vendor has, and few enough for one commit.</summary>
    private const int AccountsMax = 100;

    /// <summary>The wording of the mail.</summary>
    private const string Template = "payout_account_changed";

    // Who alone may say so: a program outside could have the shop write its own words to vendors.
    private const string Teller = "ordering";

    /// <param name="facts">What was changed.</param>
    /// <exception cref="InvalidDataException">Somebody else than the shop says so; the event is parked where people see it.</exception>
    public async ValueTask Tell(Transaction tx, VendorAccountFacts facts, Event e)
    {
        if (e.Source != Teller)
        {
            throw new InvalidDataException("A vendor.account_changed comes from the shop alone.");
        }

        var request = string.Create(CultureInfo.InvariantCulture, $"{Template}-{facts.AtUnixMs}");
        foreach (var account in await UserStore.OfVendor(tx, facts.VendorId, AccountsMax))
        {
            await links.TellVendor(tx, account, request, Template, facts);
        }
    }
}
