// The front door of search on Lucene: Catalog:Search=lucene, which is the default.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Lucene;

/// <summary>Fills the port of search.</summary>
public static class LuceneSearch
{
    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Catalog:Search", "Catalog:SearchFolder"];

    /// <summary>
    /// Registers the index unless <c>Catalog:Search=sql</c>. It lies in <c>Catalog:SearchFolder</c>, else in <c>search</c> of the data
    /// folder; nothing is opened before the shop has started. Throws <see cref="ConfigurationRefused"/> for another word.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        switch (configuration["Catalog:Search"] ?? "lucene")
        {
            case "sql":
                return;
            case "lucene":
                var folder = configuration["Catalog:SearchFolder"] is { Length: > 0 } said
                    ? said
                    : Path.Combine(configuration["DataFolder"] ?? "data", "search");
                services.AddSingleton<IProductIndex>(all => new LuceneIndex(folder, all.GetRequiredService<ILogger<LuceneIndex>>()));
                return;
            case var other:
                throw new ConfigurationRefused(
                    $"Catalog:Search={other} is no search. Use Catalog:Search=lucene (an index in the data folder) or "
                        + "Catalog:Search=sql (the database's own full text)."
                );
        }
    }
}
