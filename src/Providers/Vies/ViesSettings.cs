// Tax:VatRegister of the configuration, read and checked once.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Vies;

/// <summary>Where the register is, and who asks.</summary>
/// <param name="Address">With a slash at the end.</param>
/// <param name="Requester">The shop's own number: with it the register gives a number of the consultation. Null for none.</param>
/// <param name="Timeout">The deadline of a look-up.</param>
internal sealed record ViesSettings(Uri Address, (string Prefix, string Body)? Requester, TimeSpan Timeout)
{
    private const string Register = "Tax:VatRegister";
    private const string AddressName = Register + ":Address";
    private const string RequesterName = Register + ":Requester";
    private const string TimeoutName = Register + ":Timeout";

    private static readonly Uri Official = new("https://ec.europa.eu/taxation_customs/vies/rest-api/");
    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromSeconds(30);

    /// <summary>The keys; the word itself is Ordering's.</summary>
    public static IReadOnlyList<string> Keys { get; } = [AddressName, RequesterName, TimeoutName];

    /// <summary>The settings; null where no register is asked.</summary>
    /// <exception cref="ConfigurationRefused">Another register, or a key that does not hold.</exception>
    public static ViesSettings? Read(IConfiguration configuration)
    {
        var register = configuration[Register];
        if (string.IsNullOrEmpty(register) || register == "none")
        {
            return configuration.GetSection(Register).GetChildren().FirstOrDefault(child => !string.IsNullOrEmpty(child.Value)) is { } child
                ? throw new ConfigurationRefused($"{child.Path} is said without a register. Add {Register}=vies, or take it out")
                : null;
        }

        if (register != "vies")
        {
            throw new ConfigurationRefused(
                $"{Register}={register} is no register known here. Use {Register}=vies (that of the European Union) or {Register}=none"
            );
        }

        var timeout = configuration.Span(TimeoutName, TimeoutDefault);
        return timeout <= TimeSpan.Zero || timeout > TimeoutMax
            ? throw new ConfigurationRefused(
                $"{TimeoutName} is no time span above zero and at most half a minute, such as {TimeoutName}=00:00:04"
            )
            : new(AddressOf(configuration[AddressName]), RequesterOf(configuration[RequesterName]), timeout);
    }

    private static Uri AddressOf(string? said)
    {
        if (string.IsNullOrEmpty(said))
        {
            return Official;
        }

        return
            Uri.TryCreate(said.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback))
            && address.Query.Length == 0
            ? address
            : throw new ConfigurationRefused(
                $"{AddressName}={said} is no address in https (http only on this machine). Leave it out for {Official}"
            );
    }

    private static (string Prefix, string Body)? RequesterOf(string? said)
    {
        if (string.IsNullOrEmpty(said))
        {
            return null;
        }

        var text = string.Concat(said.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return text.Length > 4 && ViesRegister.Prefixes.Contains(text[..2], StringComparer.Ordinal)
            ? (text[..2], text[2..])
            : throw new ConfigurationRefused($"{RequesterName}={said} is no VAT number of a state of the Union, such as DE136695976");
    }
}
