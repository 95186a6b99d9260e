// Pictures:… of the configuration, read and checked once.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Catalog.Photos;

/// <summary>The bounds of pictures.</summary>
/// <param name="BytesMax">Of an upload.</param>
/// <param name="VendorBytesMax">Of all pictures that a vendor has brought and that are kept, as they are kept.</param>
/// <param name="Unused">How long a picture is kept that no product has.</param>
public sealed record PhotoSettings(int BytesMax, long VendorBytesMax, TimeSpan Unused)
{
    private const string BytesName = "Pictures:MegabytesMax";
    private const string VendorName = "Pictures:VendorMegabytesMax";
    private const string UnusedName = "Pictures:UnusedDays";
    private const int Megabyte = 1024 * 1024;
    private const int VendorMost = 10_000_000;
    private const int UnusedMost = 3_650;

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = [BytesName, VendorName, UnusedName];

    /// <summary>Throws <see cref="ConfigurationRefused"/> with the line to change.</summary>
    public static PhotoSettings Read(IConfiguration configuration) =>
        new(
            configuration.Number(BytesName, 20, 1, Limits.PictureBytesMax / Megabyte) * Megabyte,
            configuration.Number(VendorName, 10_000, 1, VendorMost) * (long)Megabyte,
            TimeSpan.FromDays(configuration.Number(UnusedName, 30, 1, UnusedMost))
        );
}
