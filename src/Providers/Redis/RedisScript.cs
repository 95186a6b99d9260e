// A Lua script of this project: sent once, then called by its hash.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>One script out of Scripts/.</summary>
internal sealed class RedisScript
{
    private readonly string text;
    private readonly byte[] hash;

    /// <param name="name">The file: "commit.lua".</param>
    /// <param name="constants">What stands in the text for <c>{{name}}</c>: it need not be sent with each call.</param>
    public RedisScript(string name, params (string Name, long Value)[] constants)
    {
        using var file =
            typeof(RedisScript).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not built in.");
        using var reader = new StreamReader(file);
        text = constants.Aggregate(
            reader.ReadToEnd(),
            (lua, constant) =>
                lua.Replace("{{" + constant.Name + "}}", constant.Value.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
#pragma warning disable CA5350 // Redis names scripts by SHA-1; nothing is kept secret or proved by it.
        hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    /// <summary>Runs it in one round trip; in two or three when the server has lost it by a restart or SCRIPT FLUSH.</summary>
    public async ValueTask<RedisResult> Run(RedisConnection connection, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        try
        {
            return await connection.Answer(database.ScriptEvaluateAsync(hash, keys, arguments), cancel);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Nothing ran, so that it can be tried again.
            return await connection.Answer(database.ScriptEvaluateAsync(text, keys, arguments), cancel);
        }
    }
}
