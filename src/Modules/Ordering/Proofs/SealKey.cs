// The key of all seals. It lies in the database under another key that lies elsewhere, so that the outer one (Service:Token above all) can
// be changed without making one seal anew.
using System.Buffers.Text;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>Finds the key, or makes it once.</summary>
public static class SealKey
{
    /// <summary>The outer key's file, or what it is derived by.</summary>
    public const string KeyFile = "proofs.key";

    private const string Purpose = "proofs of orders";
    private const int KeyBytes = 32;

    /// <summary>
    /// The key, made and kept where there is none yet. Throws <see cref="ConfigurationRefused"/> when it is kept under an outer key that is
    /// not here: a new one would make forgeries of all orders.
    /// </summary>
    public static async Task<byte[]> Open(Database database, IConfiguration configuration, IIds ids)
    {
        var kept = await database.Read(SealSql.Key);
        if (kept is null)
        {
            var made = ids.Secret(KeyBytes);
            var outer = new SealedText(KeyFolder.Of(configuration).Secret(KeyFile, KeyBytes));
            await database.Write(tx => SealSql.KeepKey(tx, outer.Seal(Purpose, made)));

            // Another process may have been first.
            kept = await database.Read(SealSql.Key);
        }

        var (key, old) = Opened(kept!, configuration);
        if (old)
        {
            var outer = new SealedText(KeyFolder.Of(configuration).Secret(KeyFile, KeyBytes));
            await database.Write(tx => SealSql.TurnKey(tx, kept!, outer.Seal(Purpose, Base64Url.EncodeToString(key))));
        }

        return key;
    }

    /// <summary>The key for those who look only: never made. Refused likewise, and where there is none.</summary>
    public static async Task<byte[]> Find(Database database, IConfiguration configuration) =>
        Opened(
            await database.Read(SealSql.Key)
                ?? throw new ConfigurationRefused("There is no key of proofs in these data. Start the shop on them once."),
            configuration
        ).Key;

    private static (byte[] Key, bool Old) Opened(string kept, IConfiguration configuration)
    {
        var folder = KeyFolder.Of(configuration);
        var file = (folder with { Shared = null }).Read(KeyFile);
        var other =
            configuration["Service:OtherToken"] is { Length: > 0 } token && folder.Shared is not null
                ? (folder with { Shared = token }).Secret(KeyFile, KeyBytes)
                : null;
        byte[]?[] outers = folder.Shared is null ? [file] : [folder.Secret(KeyFile, KeyBytes), other, file];
        for (var i = 0; i < outers.Length; i++)
        {
            if (outers[i] is { Length: KeyBytes } outer && new SealedText(outer).Open(Purpose, kept) is { } key)
            {
                return (Base64Url.DecodeFromChars(key), i > 0);
            }
        }

        throw new ConfigurationRefused(
            folder.Shared is null
                ? $"The orders are sealed under {Path.Combine(folder.Path, KeyFile)}, and that file is {(file is null ? "missing" : "another")}. Put it back from the backup of the keys (Keys=<folder> names another folder)."
                : "The orders are sealed under another Service:Token. Give the former one as Service:OtherToken until the shop has started once."
        );
    }
}
