// Which network addresses belong to everybody. What a stranger names is fetched from these and no others (OWASP API7, ASVS 1.3.6).
using System.Net;
using System.Net.Sockets;

namespace Cartwright.Web;

/// <summary>Addresses of the public network.</summary>
public static class PublicAddress
{
    // IANA's registry of special-purpose addresses (RFC 6890): what is not globally reachable, multicast, and what leads into another net.
    private static readonly IPNetwork[] NotOfVersion4 =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // All that is given out is 2000::/3; of that, what carries a version 4 address inside or is for documents.
    private static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotOfVersion6 =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse),
    ];

    /// <summary>
    /// Whether an address belongs to the public network. Version 4 in the clothes of version 6 is looked at as what it is.
    /// </summary>
    public static bool Is(IPAddress address)
    {
        var bare = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return bare.AddressFamily == AddressFamily.InterNetwork
            ? !NotOfVersion4.Any(network => network.Contains(bare))
            : GivenOut.Contains(bare) && !NotOfVersion6.Any(network => network.Contains(bare));
    }
}
