// From whom mails come: the owner, the configuration, or the shop by its name.
using Cartwright.Contracts;
using Cartwright.Notifications;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Notifications;

public sealed class ShopSenderTests
{
    private const string Name = "Müller & Söhne <b>";

    private readonly Told shop = new(ShopDefaults.Of(new ConfigurationBuilder().Build()));

    [Fact]
    public void Mail_comes_from_the_shop_by_its_name_as_soon_as_it_has_one()
    {
        var sender = new ShopSender(Mails.Settings(), shop);
        Assert.Equal(("Cartwright", "orders@cartwright.example"), (sender.Current.Name, sender.Current.Address));
        shop.Current = shop.Current with { Name = Name };
        Assert.Equal((Name, "orders@cartwright.example"), (sender.Current.Name, sender.Current.Address));

        // In the header it is one name of one address, whatever stands in it.
        var header = sender.Current.ToString(true);
        Assert.Single(MimeKit.InternetAddressList.Parse(header));
        Assert.DoesNotContain("Cartwright", header.Split('<')[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_owners_sender_wins_over_the_configurations_and_that_over_the_name()
    {
        var sender = new ShopSender(Mails.Settings(("Mail:From", "Post <post@mueller.example>")), shop);
        shop.Current = shop.Current with { Name = Name };
        Assert.Equal(("Post", "post@mueller.example"), (sender.Current.Name, sender.Current.Address));
        shop.Current = shop.Current with { Sender = new(Name: "Bürsten") };
        Assert.Equal(("Bürsten", "post@mueller.example"), (sender.Current.Name, sender.Current.Address));
        shop.Current = shop.Current with { Sender = new(Address: "shop@mueller.example") };
        Assert.Equal(("Post", "shop@mueller.example"), (sender.Current.Name, sender.Current.Address));

        // What this process could not write to a header leaves the configuration's.
        shop.Current = shop.Current with
        {
            Sender = new("a\r\nBcc: b@evil.example", "x@y, z@evil.example"),
        };
        Assert.Equal("post@mueller.example", sender.Current.Address);
        Assert.DoesNotContain("\n", sender.Current.Name, StringComparison.Ordinal);
    }

    private sealed class Told(ShopSettings first) : IShopSettings
    {
        public ShopSettings Current { get; set; } = first;
    }
}
