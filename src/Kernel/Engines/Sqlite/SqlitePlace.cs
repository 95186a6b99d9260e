// Which modules share one SQLite file, and whose each table in it is.
namespace Cartwright.Kernel;

/// <summary>
/// The modules of a shared file. What keeps them apart in it is SQLite itself: it asks <see cref="Owner"/> about each table that a
/// statement names.
/// </summary>
public sealed class SqlitePlace
{
    /// <summary>The file's name without its ending.</summary>
    public const string Name = Dialect.SharedPlace;

    internal static readonly string[] KernelTables = ["migrations", "outbox", "outbox_sent", "inbox", "inbox_waiting"];

    private readonly Dictionary<string, string> prefixes;
    private readonly Dictionary<string, string> owners = new(StringComparer.OrdinalIgnoreCase);

    private readonly IReadOnlyCollection<PlaceModule> all;

    /// <param name="modules">Those in the file.</param>
    /// <param name="all">Every module of the shop, wherever its tables lie.</param>
    public SqlitePlace(IEnumerable<string> modules, IReadOnlyCollection<PlaceModule> all)
    {
        this.all = all;
        prefixes = modules.ToDictionary(module => module, module => module + "_", StringComparer.Ordinal);
        foreach (var (module, tables) in all)
        {
            foreach (var name in tables.Concat(KernelTables.Select(name => $"{module}_{name}")))
            {
                // A table may have two rules of retention. Two modules with one table cannot share a file.
                if (!owners.TryAdd(name, module) && owners[name] != module)
                {
                    throw new InvalidOperationException($"{module} and {owners[name]} both have a table {name}.");
                }
            }
        }
    }

    /// <summary>The modules in the file.</summary>
    public IReadOnlyCollection<string> Modules => prefixes.Keys;

    /// <summary>Whether the module is in the file; otherwise it has its own.</summary>
    public bool Has(string module) => prefixes.ContainsKey(module);

    /// <summary>The same with one more.</summary>
    public SqlitePlace With(string module) => new([.. Modules, module], all);

    /// <summary>What stands before the kernel's names.</summary>
    public string Own(string module) => prefixes.GetValueOrDefault(module, string.Empty);

    /// <summary>
    /// Whose table it is; null for those of SQLite and for one that nobody has named yet, as in the midst of a migration. What an index for
    /// search keeps beside its table (product_text_data) is its owner's.
    /// </summary>
    public string? Owner(string table)
    {
        for (var name = table; ; )
        {
            if (owners.TryGetValue(name, out var owner))
            {
                return owner;
            }

            if (name.LastIndexOf('_') is not (> 0 and var end))
            {
                return null;
            }

            name = name[..end];
        }
    }
}
