// A table as a move sees it: which columns hold what, in which order tables can be filled, and the canonical form of a row on both engines.
using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cartwright.Kernel;

/// <summary>What a column holds.</summary>
internal enum Holds
{
    Text,
    Number,
    Real,
    Bytes,
    Json,
}

/// <summary>A column; <paramref name="Small"/> is a number of 32 bits on PostgreSQL.</summary>
internal sealed record MovedColumn(string Name, Holds Holds, bool Small);

/// <summary>
/// A table, its columns without those that the engine makes itself, the columns that name a row, and the tables that must be filled before.
/// </summary>
internal sealed record MovedTable(
    string Name,
    IReadOnlyList<MovedColumn> Columns,
    IReadOnlyList<string> Key,
    string? Counter,
    IReadOnlyList<string> After
)
{
    /// <summary>Reads every row, in no order.</summary>
    public string SelectFrom(Sql side) =>
        $"SELECT {string.Join(", ", Columns.Select(column => $"\"{column.Name}\""))} FROM \"{NameOn(side)}\"";

    /// <summary>What the table is called there: the kernel's have a module's name before theirs where modules share a file.</summary>
    public string NameOn(Sql side) => SqlitePlace.KernelTables.Contains(Name) ? side.Own + Name : Name;

    /// <summary>
    /// The tables of a module on PostgreSQL, those that others refer to first. What the store writes for itself is not the shop's.
    /// </summary>
    public static async Task<List<MovedTable>> Of(Sql target)
    {
        string[] own = ["migrations", "commit_marks"];
        var columns = await target.Query(
            """
            SELECT c.relname, a.attname, a.atttypid::regtype::text, a.attidentity::text,
                EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY(i.indkey))::int
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' ORDER BY c.relname, a.attnum
            """,
            row =>
                (
                    Table: row.GetString(0),
                    Name: row.GetString(1),
                    Type: row.GetString(2),
                    Identity: row.GetString(3).Length > 0,
                    Key: row.GetInt32(4) == 1
                )
        );
        var references = (
            await target.Query(
                "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace",
                row => (From: row.GetString(0), To: row.GetString(1))
            )
        ).ToLookup(reference => reference.From, reference => reference.To, StringComparer.Ordinal);
        var tables = columns
            .Where(column => !own.Contains(column.Table))
            .GroupBy(column => column.Table, StringComparer.Ordinal)
            .Select(table => new MovedTable(
                table.Key,
                [
                    .. table.Select(column => new MovedColumn(
                        column.Name,
                        HoldsOf(table.Key, column.Name, column.Type),
                        column.Type == "integer"
                    )),
                ],
                [.. table.Where(column => column.Key).Select(column => column.Name)],
                table.Where(column => column.Identity).Select(column => column.Name).SingleOrDefault(),
                [.. references[table.Key]]
            ))
            .ToList();
        var ordered = new List<MovedTable>();
        while (tables.Count > 0)
        {
            var next = tables.First(table => table.After.All(other => ordered.Exists(done => done.Name == other)));
            tables.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    /// <summary>The row's values as C# has them, the same for both engines; refuses what PostgreSQL cannot hold, naming the row.</summary>
    public object?[] Values(string module, DbDataReader row)
    {
        var values = new object?[Columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.IsDBNull(i) ? null : row.GetValue(i);
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (Fault(Columns[i], values[i]) is { } fault)
            {
                throw new ConfigurationRefused(
                    $"{module}.{Name}, the row with {Describe(values)}: the column {Columns[i].Name} {fault}. Correct the row in the source, then move again; nothing of {module} was moved."
                );
            }

            values[i] = (Columns[i].Holds, values[i]) switch
            {
                (Holds.Number, int small) => (long)small,
                (Holds.Real, long whole) => (double)whole,
                var (_, value) => value,
            };
        }

        return values;
    }

    /// <summary>The row in bytes that are the same whichever engine it comes from.</summary>
    public byte[] Canonical(object?[] values)
    {
        var bytes = new List<byte>(values.Length * 16);
        for (var i = 0; i < values.Length; i++)
        {
            var (mark, content) = values[i] switch
            {
                null => ('n', []),
                long number => ('i', Eight(number)),
                double real => ('d', Eight(BitConverter.DoubleToInt64Bits(real == 0 ? 0 : real))),
                byte[] blob => ('b', blob),
                string text when Columns[i].Holds == Holds.Json => ('j', Encoding.UTF8.GetBytes(Sorted(JsonNode.Parse(text)))),
                string text => ('t', Encoding.UTF8.GetBytes(text)),
                var other => throw new InvalidOperationException($"{Name}.{Columns[i].Name} holds a {other.GetType().Name}."),
            };
            bytes.Add((byte)mark);
            bytes.AddRange(Eight(content.Length));
            bytes.AddRange(content);
        }

        return [.. bytes];
    }

    private static Holds HoldsOf(string table, string column, string type) =>
        type switch
        {
            "text" => Holds.Text,
            "bigint" or "integer" => Holds.Number,
            "double precision" => Holds.Real,
            "bytea" => Holds.Bytes,
            "jsonb" => Holds.Json,
            _ => throw new InvalidOperationException(
                $"{table}.{column} is a {type}, which a move does not know yet: teach it in MovedTable."
            ),
        };

    private static string? Fault(MovedColumn column, object? value) =>
        (column.Holds, value) switch
        {
            (_, null) => null,
            (Holds.Text, string text) => text.Contains('\0', StringComparison.Ordinal)
                ? "has a character of code 0, which PostgreSQL cannot store"
                : null,
            (Holds.Json, string text) => JsonFault(text),
            (Holds.Number, int) => null,
            (Holds.Number, long number) => column.Small && number is < int.MinValue or > int.MaxValue
                ? $"has {number}, more than 32 bits"
                : null,
            (Holds.Real, double or long) => null,
            (Holds.Bytes, byte[]) => null,
            _ => $"holds a {value.GetType().Name} where {column.Holds.ToString().ToLowerInvariant()} belongs",
        };

    private static string? JsonFault(string text)
    {
        try
        {
            return Sorted(JsonNode.Parse(text)).Contains("\\u0000", StringComparison.Ordinal)
                ? "has a character of code 0 in its JSON, which PostgreSQL cannot store"
                : null;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            return "is no JSON";
        }
    }

    // Members by name; numbers without zeros that say nothing. JSONB keeps neither order nor spaces.
    private static string Sorted(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject members => "{"
                + string.Join(
                    ",",
                    members
                        .OrderBy(member => member.Key, StringComparer.Ordinal)
                        .Select(member => JsonSerializer.Serialize(member.Key) + ":" + Sorted(member.Value))
                )
                + "}",
            JsonArray items => "[" + string.Join(",", items.Select(Sorted)) + "]",
            JsonValue value
                when value.GetValueKind() == JsonValueKind.Number
                    && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => (
                number / 1.0000000000000000000000000000m
            ).ToString(CultureInfo.InvariantCulture),
            var other => other.ToJsonString(),
        };

    private static byte[] Eight(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }

    private string Describe(object?[] values)
    {
        const int Shown = 80;
        var named = Columns
            .Select((column, i) => (column.Name, Value: values[i]))
            .Where(column => Key.Count == 0 || Key.Contains(column.Name))
            .Take(4);
        return string.Join(
            ", ",
            named.Select(column =>
            {
                var text =
                    Convert.ToString(column.Value, CultureInfo.InvariantCulture)?.Replace("\0", "\\0", StringComparison.Ordinal) ?? "null";
                return $"{column.Name} '{(text.Length > Shown ? text[..Shown] + "…" : text)}'";
            })
        );
    }
}

/// <summary>
/// How many rows, and what they are, whatever their order: the sum of their hashes. Equal sums of different rows cannot be found by chance.
/// </summary>
public sealed class RowsDigest
{
    private UInt128 high;
    private UInt128 low;

    public long Rows { get; private set; }

    public void Add(byte[] row)
    {
        var hash = SHA256.HashData(row);

        // A sum of hashes goes round: the order of the rows must not matter, and nothing else.
        high = unchecked(high + BinaryPrimitives.ReadUInt128BigEndian(hash));
        low = unchecked(low + BinaryPrimitives.ReadUInt128BigEndian(hash.AsSpan(16)));
        Rows++;
    }

    public override string ToString() => $"{high:x32}{low:x32}";
}
