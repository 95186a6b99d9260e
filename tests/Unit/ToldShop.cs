// The shop's settings as a test tells them.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit;

/// <summary>Of a shop that nobody has named, until the test says something else.</summary>
internal sealed class ToldShop : IShopSettings
{
    /// <inheritdoc/>
    public ShopSettings Current { get; set; } = ShopDefaults.Of(new ConfigurationBuilder().Build());
}
