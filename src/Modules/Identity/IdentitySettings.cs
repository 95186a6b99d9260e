// What a shop asks of its accounts, read strictly at the start.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Identity;

/// <summary>
/// Keys: <c>Identity:Verification</c> and <c>Identity:StaffSecondFactor</c>, each <c>off</c> (unless said) or <c>required</c>.
/// </summary>
/// <param name="Verification">Whether an account is made only when its address was shown to be its owner's.</param>
/// <param name="StaffSecondFactor">Whether vendors, staff and owners without a second factor set one up before anything else.</param>
internal sealed record IdentitySettings(bool Verification = false, bool StaffSecondFactor = false)
{
    public static IReadOnlyList<string> Keys => ["Identity:Verification", "Identity:StaffSecondFactor"];

    /// <exception cref="ConfigurationRefused">A value is neither word.</exception>
    public static IdentitySettings Read(IConfiguration configuration) =>
        new(Required(configuration, Keys[0]), Required(configuration, Keys[1]));

    private static bool Required(IConfiguration configuration, string key) =>
        configuration[key]?.Trim().ToLowerInvariant() switch
        {
            null or "" or "off" => false,
            "required" => true,
            _ => throw new ConfigurationRefused($"{key} is '{configuration[key]}'. Say {key}=off or {key}=required."),
        };
}
