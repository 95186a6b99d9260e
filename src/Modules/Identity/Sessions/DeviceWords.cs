// What somebody recognises a session by: the browser and the machine in words, and the network roughly.
using System.Net;
using System.Net.Sockets;

namespace Cartwright.Identity;

/// <summary>Pure, and only words of its own: nothing that a client sends is shown again.</summary>
internal static class DeviceWords
{
    // The first that is in the text counts: each browser says that it is the ones below it, too.
    private static readonly (string Mark, string Word)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Word)[] Machines =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ];

    private const int AgentCharsMax = 500;

    /// <summary>Of an address that is the machine's own.</summary>
    public const string ThisMachine = "this machine";

    /// <summary>Of an address that means another machine in each network.</summary>
    public const string LocalNetwork = "local network";

    /// <summary>How sessions from before it was told apart have <see cref="ThisMachine"/>.</summary>
    public static string Shown(string? kept) => kept is "::/32" or "127.0.0.0/16" ? ThisMachine : kept ?? string.Empty;

    /// <summary>"Firefox on Windows"; as much of it as the text says.</summary>
    /// <param name="agent">The header User-Agent, or null.</param>
    public static string Of(string? agent)
    {
        var text = agent is null || agent.Length <= AgentCharsMax ? agent ?? string.Empty : agent[..AgentCharsMax];
        return (Find(Browsers, text), Find(Machines, text)) switch
        {
            (null, null) => "Unknown device",
            ({ } browser, null) => browser,
            (null, { } machine) => "A program on " + machine,
            ({ } browser, { } machine) => $"{browser} on {machine}",
        };
    }

    /// <summary>
    /// The network without its last part: enough to tell home from abroad, too little to tell a house. <see cref="ThisMachine"/> and
    /// <see cref="LocalNetwork"/> where the address is of no place in the world.
    /// </summary>
    /// <param name="network">As requests have it: an IPv4 address, or an IPv6 network of 64 bits.</param>
    public static string Roughly(string network)
    {
        if (!IPAddress.TryParse(network.Split('/')[0], out var address))
        {
            return string.Empty;
        }

        // Of ::1 a request has the first half, which is that of no other address in use.
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any))
        {
            return ThisMachine;
        }

        var bytes = address.GetAddressBytes();
        if (
            address.IsIPv6LinkLocal
            || address.IsIPv6UniqueLocal
            || bytes is [10, _, _, _] or [192, 168, _, _] or [169, 254, _, _] or [172, >= 16 and < 32, _, _]
        )
        {
            return LocalNetwork;
        }

        var kept = address.AddressFamily == AddressFamily.InterNetwork ? 2 : 4;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }

    private static string? Find((string Mark, string Word)[] words, string text) =>
        words.FirstOrDefault(one => text.Contains(one.Mark, StringComparison.Ordinal)).Word;
}
