// An application to sell here has come a step further: its applicant is told by mail, and who is accepted becomes a vendor.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Identity;

internal sealed class HearApplications(PasswordLinks links, IIds ids, TimeProvider clock)
{
    private const string Accepted = "accepted";
    private const string Vendor = "vendor";

    // Who alone may say so: a program outside could make itself a vendor.
    private const string Teller = "ordering";

    /// <exception cref="InvalidDataException">
    /// Somebody else than the shop says so, or the account sells for another or works for the shop by now: the event is parked where
    /// people see it.
    /// </exception>
    public async ValueTask Hear(Transaction tx, VendorApplicationFacts facts, Event e)
    {
        if (e.Source != Teller)
        {
            throw new InvalidDataException("A vendor.application comes from the shop alone.");
        }

        // Whoever was erased meanwhile is told nothing and becomes nothing.
        if (await UserStore.Hold(tx, facts.UserId) is not { IsErased: false } account)
        {
            return;
        }

        if (facts is { State: Accepted, VendorId: { } vendorId })
        {
            await Make(tx, account, vendorId, facts.StaffId ?? Teller);
        }

        // The same for every repetition of one step.
        var request = string.Create(CultureInfo.InvariantCulture, $"{facts.ApplicationId}-{facts.Version}");
        await links.TellApplicant(tx, account, request, facts);
    }

    private async ValueTask Make(Transaction tx, Account account, string vendorId, string by)
    {
        if (account.VendorId == vendorId)
        {
            return;
        }

        if (account.VendorId is not null || account.WorksHere)
        {
            throw new InvalidDataException(
                $"The account {account.UserId} was to sell as {vendorId}, and sells for another or works for the shop by now."
            );
        }

        var next = account with { Roles = [.. account.Roles, Vendor], VendorId = vendorId };
        await StaffStore.Save(tx, account, next, by, ids.Next(), clock.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
