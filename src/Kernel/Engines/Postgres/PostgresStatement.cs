// A statement on PostgreSQL: binds arguments so that the same text and the same C# values work as on SQLite.
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Cartwright.Kernel;

/// <summary>Npgsql prepares a text when it comes for the second time on its connection, and knows it again by the text and the types of its
/// parameters; so each parameter keeps the type of its first value.</summary>
internal sealed partial class PostgresStatement : Statement
{
    private readonly PostgresConnection connection;
    private readonly string sql;
    private readonly string? schema;
    private readonly NpgsqlDbType[] types;
    private bool typed;

    /// <param name="connection">On which it runs.</param>
    /// <param name="sql">Its text.</param>
    /// <param name="schema">In which it finds its tables; null for what begins or ends a transaction or a part of it.</param>
    internal PostgresStatement(PostgresConnection connection, string sql, string? schema)
    {
        this.connection = connection;
        this.sql = sql;
        this.schema = schema;
        var wanted = 0;
        foreach (var match in Parameter().EnumerateMatches(sql))
        {
            wanted = Math.Max(
                wanted,
                int.Parse(sql.AsSpan(match.Index + 1, match.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture)
            );
        }

        types = new NpgsqlDbType[wanted];
    }

    /// <inheritdoc/>
    public override ValueTask<DbDataReader> Read(object?[] args) => connection.Read(Bind(args));

    /// <inheritdoc/>
    public override ValueTask<int> Change(object?[] args) => connection.Change(Bind(args));

    /// <inheritdoc/>
    public override ValueTask<int[]> ChangeEach(IReadOnlyList<object?[]> each) => connection.ChangeEach([.. each.Select(Bind)]);

    /// <inheritdoc/>
    public override ValueTask Send(object?[] args) => connection.Gather(Bind(args));

    /// <inheritdoc/>
    public override void Dispose()
    {
        // What is prepared belongs to the connection and goes with it.
    }

    // Text and null go without a type, so that the server takes the one that fits: TEXT here, JSONB there.
    private static NpgsqlDbType TypeOf(object? argument) =>
        argument switch
        {
            null or DBNull or string => NpgsqlDbType.Unknown,
            double => NpgsqlDbType.Double,
            byte[] => NpgsqlDbType.Bytea,
            string[] => NpgsqlDbType.Array | NpgsqlDbType.Text,
            long[] => NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            _ => NpgsqlDbType.Bigint,
        };

    [GeneratedRegex(@"\$[0-9]+")]
    private static partial Regex Parameter();

    private NpgsqlBatchCommand Bind(object?[] args)
    {
        if (args.Length < types.Length)
        {
            throw new InvalidOperationException($"{args.Length} arguments for {types.Length} parameters. The statement: {sql}");
        }

        if (!typed)
        {
            for (var i = 0; i < types.Length; i++)
            {
                types[i] = TypeOf(args[i]);
            }

            typed = true;
        }

        connection.Follow(schema, sql);
        var command = new NpgsqlBatchCommand(sql);
        for (var i = 0; i < types.Length; i++)
        {
            command.Parameters.Add(Parameter(args[i], types[i]));
        }

        return command;
    }

    private NpgsqlParameter Parameter(object? argument, NpgsqlDbType type) =>
        argument switch
        {
            null or DBNull => new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value },
            string text => text.Contains('\0', StringComparison.Ordinal)
                ? throw new UnstorableText()
                : new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Unknown, TypedValue = text },
            long number => Number(number, type),
            int number => Number(number, type),
            bool flag => Number(flag ? 1 : 0, type),
            double number => new NpgsqlParameter<double> { NpgsqlDbType = NpgsqlDbType.Double, TypedValue = number },
            byte[] bytes => new NpgsqlParameter<byte[]> { NpgsqlDbType = NpgsqlDbType.Bytea, TypedValue = bytes },
            string[] texts => Array.Exists(texts, text => text.Contains('\0', StringComparison.Ordinal))
                ? throw new UnstorableText()
                : new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, TypedValue = texts },
            long[] numbers => new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, TypedValue = numbers },
            short or byte or uint or Enum => Number(Convert.ToInt64(argument, CultureInfo.InvariantCulture), type),
            _ => throw new NotSupportedException(
                $"An argument cannot be a {argument.GetType().Name}: pass text, a number, a bool, bytes, null, or an array of texts or longs. The statement: {sql}"
            ),
        };

    // The first value was null and left the type to the server: it reads a number from its digits.
    private static NpgsqlParameter Number(long number, NpgsqlDbType type) =>
        type switch
        {
            NpgsqlDbType.Unknown => new NpgsqlParameter<string>
            {
                NpgsqlDbType = NpgsqlDbType.Unknown,
                TypedValue = number.ToString(CultureInfo.InvariantCulture),
            },
            NpgsqlDbType.Double => new NpgsqlParameter<double> { NpgsqlDbType = NpgsqlDbType.Double, TypedValue = number },
            _ => new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = number },
        };
}
