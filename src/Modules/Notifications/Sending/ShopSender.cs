// From whom mails come now: what the owner set in the admin, then Mail:From, then the shop's name.
using Cartwright.Contracts;
using MimeKit;

namespace Cartwright.Notifications;

/// <summary>Asked for every mail, so that what is changed while the shop runs is in the next one.</summary>
public sealed class ShopSender(MailSettings settings, IShopSettings shop)
{
    /// <summary>As it is now.</summary>
    public MailboxAddress Current
    {
        get
        {
            var now = shop.Current;
            var configured = settings.FromIsSaid && !string.IsNullOrWhiteSpace(settings.From.Name) ? settings.From.Name : null;
            var name = now.Sender?.Name ?? configured ?? now.Name;
            var address = now.Sender?.Address;

            // An address that this process cannot write to a header would stop all mail; the configuration's was looked at when it started.
            return new(MailText.OneLine(name), address is not null && MailText.IsAddress(address) ? address : settings.From.Address);
        }
    }
}
