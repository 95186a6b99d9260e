// The front door of product pictures: how they are made, and the folder in which they are kept where nothing else is chosen.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cartwright.Pictures;

/// <summary>Fills the ports of pictures.</summary>
public static class PictureKeeping
{
    private const string StoreName = "Pictures:Store";
    private const string FolderName = "Pictures:Folder";

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = [StoreName, FolderName];

    /// <summary>
    /// Registers the maker, and the folder with <c>Pictures:Store=folder</c> or where nothing is said. No native library is opened before
    /// the first picture comes. Throws <see cref="ConfigurationRefused"/> with the line to change.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IPictureMaker, VipsPictures>();
        var store = configuration[StoreName];
        if (!string.IsNullOrEmpty(store) && store is not ("folder" or "s3"))
        {
            throw new ConfigurationRefused($"{StoreName}={store} is not known. Write {StoreName}=folder or {StoreName}=s3");
        }

        if (store == "s3")
        {
            if (configuration[FolderName] is { Length: > 0 })
            {
                throw new ConfigurationRefused($"{FolderName} is said beside {StoreName}=s3. Take one of them out");
            }

            return;
        }

        var folder = configuration[FolderName] is { Length: > 0 } said
            ? said
            : Path.Combine(configuration["DataFolder"] is { Length: > 0 } data ? data : "data", "pictures");
        if (File.Exists(folder))
        {
            throw new ConfigurationRefused($"{FolderName}={folder} is a file. Name a folder");
        }

        services.TryAddSingleton<IPictureStore>(provider => new FolderPictures(
            folder,
            provider.GetRequiredService<IIds>(),
            provider.GetRequiredService<TimeProvider>()
        ));
    }
}
