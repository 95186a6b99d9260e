// The address a request comes from, as far as it tells one household from another.
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Web;

/// <summary>Addresses of callers.</summary>
public static class NetworkAddress
{
    /// <summary>
    /// An IPv4 address, or the first half of an IPv6 one, because a customer usually has a /64 of them; empty when there is none.
    /// </summary>
    public static string Network(this HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return string.Empty;
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes) + "/64";
    }
}
