// A module's part of a person's file, read from its tables as it has declared them.
using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartwright.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Kernel;

/// <summary>What a module keeps of a person.</summary>
/// <param name="module">The module's name.</param>
/// <param name="database">The module's.</param>
/// <param name="tables">All of its tables.</param>
/// <param name="before">What is told before the tables of those users, where it does not lie in them; null for nothing.</param>
public sealed partial class PersonTables(
    string module,
    Database database,
    IReadOnlyList<PersonTable> tables,
    Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyList<PersonRecord>>>? before = null
) : IPersonRecords
{
    private const int RowsMax = 100;

    private static readonly JsonWriterOptions Text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<PersonTable> told = [.. tables.Where(table => table.Columns is not null)];

    /// <summary>What whoever asks wrongly is told.</summary>
    public static Refusal Invalid { get; } =
        Refusal.Invalid(
            "invalid_person",
            $"Ask for at most {Limits.ContractIdsMax} users and orders at once, and go on with the next of the reply before."
        );

    /// <inheritdoc/>
    public string Module => module;

    /// <inheritdoc/>
    public async ValueTask<Outcome<PersonRecordsReply>> GetRecords(PersonRecordsRequest request, CancellationToken cancel)
    {
        if (request.UserIds.Count > Limits.ContractIdsMax || request.OrderIds.Count > Limits.ContractIdsMax)
        {
            return Invalid;
        }

        var reply = new PersonRecordsReply();
        var (from, position) = (0, string.Empty);
        if (request.After.Length == 0)
        {
            if (before is not null && request.UserIds.Count > 0)
            {
                reply.Records.AddRange(await before([.. request.UserIds], cancel));
            }
        }
        else if (
            request.After.Split(':', 2) is not [var number, var behind]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out from)
            || from >= told.Count
        )
        {
            return Invalid;
        }
        else
        {
            position = behind;
        }

        var bytes = reply.CalculateSize();
        for (; from < told.Count; from++, position = string.Empty)
        {
            var table = told[from];
            var keys = table.By == PersonKey.User ? request.UserIds.ToArray() : [.. request.OrderIds];
            if (keys.Length == 0)
            {
                continue;
            }

            var rows = await database.Read(sql => Rows(sql, table, keys, position));
            foreach (var (json, at) in rows)
            {
                reply.Records.Add(new PersonRecord { Kind = table.Kind, Json = json });
                bytes += json.Length;
                if (reply.Records.Count >= RowsMax || bytes >= Limits.PersonRecordsBytesMax)
                {
                    reply.Next = string.Create(CultureInfo.InvariantCulture, $"{from}:{at}");
                    return reply;
                }
            }
        }

        return reply;
    }

    private static ValueTask<List<(string Json, string At)>> Rows(Sql sql, PersonTable table, string[] keys, string after)
    {
        var where = Column().Replace(table.Where, match => sql.Dialect.In(match.Groups[1].Value, 1));
        object?[] args = [keys, .. After(table, after), (long)RowsMax];
        var behind = after.Length == 0 ? string.Empty : $" AND {table.Position} > $2";
        return sql.Query(
            $"SELECT {table.Columns}, {table.Position} FROM {table.Table} WHERE ({where}){behind} ORDER BY {table.Position} LIMIT ${args.Length}",
            row => (Json(row, table.Json), Convert.ToString(row.GetValue(row.FieldCount - 1), CultureInfo.InvariantCulture)!),
            args
        );
    }

    private static object?[] After(PersonTable table, string after) =>
        after.Length == 0 ? []
        : table.IsNumbered ? [long.Parse(after, CultureInfo.InvariantCulture)]
        : [after];

    private static string Json(DbDataReader row, IReadOnlyList<string> json)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Text))
        {
            writer.WriteStartObject();
            for (var i = 0; i < row.FieldCount - 1; i++)
            {
                Write(writer, row.GetName(i), row.IsDBNull(i) ? null : row.GetValue(i), json);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, object? value, IReadOnlyList<string> json)
    {
        var isTime = name.EndsWith("_ms", StringComparison.Ordinal);
        writer.WritePropertyName(
            !isTime ? name
            : name == "at_ms" ? "at"
            : name[..^"_ms".Length] + "_at"
        );
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case var time when isTime:
                writer.WriteStringValue(
                    DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(time, CultureInfo.InvariantCulture)).UtcDateTime
                );
                break;
            case string text when json.Contains(name):
                writer.WriteRawValue(text);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    [GeneratedRegex("\\{([a-z_]+)\\}")]
    private static partial Regex Column();
}

/// <summary>Registration.</summary>
public static class PersonTablesOfModules
{
    /// <summary>Lets a module be asked for what its tables keep of a person.</summary>
    public static IServiceCollection AddPersonTables(this IServiceCollection services, string module, IReadOnlyList<PersonTable> tables) =>
        services.AddSingleton<IPersonRecords>(all => new PersonTables(module, all.GetRequiredKeyedService<Database>(module), tables));
}
