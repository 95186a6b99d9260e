// The front door of papers as PDF.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Papers.Fonts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Papers;

/// <summary>Fills the port of papers.</summary>
public static class PaperPrinting
{
    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Papers:Fonts"];

    /// <summary>
    /// Where Debian and Ubuntu put fonts for China and Japan (package fonts-droid-fallback) and for Korea (fonts-nanum): they are as large
    /// as the rest of the shop, and not every shop needs them.
    /// </summary>
    private static readonly string[] OfSystem = [FontShelf.SystemFonts + "truetype/droid", FontShelf.SystemFonts + "truetype/nanum"];

    /// <summary>
    /// Registers the printer where the program's fonts are there; without them a shop answers papers as data alone. No font and no native
    /// library is opened before the first paper is printed. Throws <see cref="ConfigurationRefused"/> for a folder that is none.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (Of(configuration["Papers:Fonts"]) is { } printer)
        {
            services.AddSingleton(printer);
        }
    }

    /// <summary>A printer; null where the program's own fonts are not beside it.</summary>
    /// <param name="folder">Fonts of the shop's choice, asked after the program's own; null for none.</param>
    public static IPaperPrinter? Of(string? folder = null)
    {
        if (folder is { Length: > 0 } && !Directory.Exists(folder))
        {
            throw new ConfigurationRefused($"Papers:Fonts={folder} is no folder. Name one with fonts as .ttf, or leave the key out.");
        }

        var own = Path.Combine(AppContext.BaseDirectory, "fonts");
        var shelf = new FontShelf(folder is { Length: > 0 } ? [own, folder, .. OfSystem] : [own, .. OfSystem]);
        return shelf.HasFirst ? new PaperPrinter(shelf) : null;
    }
}
