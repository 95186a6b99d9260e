// A store of carts with a shop on it, and the store's own floor: what it can do when nothing but itself is in the way.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Servers;
using Npgsql;
using SQLitePCL;

namespace Cartwright.Bench;

internal abstract class StoreUnderLoad : IAsyncDisposable
{
    protected static readonly Seen NotMeasured = new(0, 0, 0, 0, null, 1);
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;

    public ShopProcess Shop { get; private set; } = null!;

    public abstract string Durability { get; }

    public abstract string BytesWhere { get; }

    public virtual string ReadFloor => string.Empty;

    public virtual string WriteFloor => string.Empty;

    public virtual string GetTarget => "-";

    public virtual string AddTarget => "-";

    public virtual string WriteTarget => "-";

    protected string Folder => folder;

    public static async Task<StoreUnderLoad> Start(string name, string host)
    {
        StoreUnderLoad store = name switch
        {
            "sqlite" => new SqliteUnderLoad(),
            "postgres" => new PostgresUnderLoad(await PostgresServer.Start()),
            "redis" => new RedisUnderLoad(await RedisServer.Start()),
            "dynamodb" => new DynamoUnderLoad(await DynamoServer.Start()),
            _ => throw new ArgumentException($"--stores has '{name}'. Use some of sqlite,postgres,redis,dynamodb."),
        };
        try
        {
            var settings = await store.Settings();
            store.Shop = await ShopProcess.Start(
                host,
                port => $"serve --demo --port {port} --set RateLimits:Enabled=false {settings}",
                "/api/products?limit=1"
            );
            await CartSet.Stock(store.Shop.Port);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public virtual Task<Seen> FloorRead(int connections, TimeSpan time) => Task.FromResult(NotMeasured);

    public virtual Task<Seen> FloorWrite(int connections, TimeSpan time) => Task.FromResult(NotMeasured);

    /// <summary>Bytes the store needs more after so many carts were made and have come to rest, a cart.</summary>
    public async Task<double> BytesAnIdleCart(int carts, Func<Task> make)
    {
        await Quiet();
        var before = await Bytes();
        await make();
        await Quiet();
        return (await Bytes() - before) / (double)carts;
    }

    /// <summary>Waits until the shop has nothing left to do, so that it takes no time from what is measured next.</summary>
    public async Task Quiet()
    {
        for (var cpu = Shop.Cpu; ; cpu = Shop.Cpu)
        {
            await Task.Delay(250);
            if (Shop.Cpu - cpu < TimeSpan.FromMilliseconds(25))
            {
                return;
            }
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        (Shop as IDisposable)?.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>What makes the shop use this store, as arguments of the host.</summary>
    protected abstract Task<string> Settings();

    /// <summary>What the store holds now.</summary>
    protected abstract Task<long> Bytes();

    protected static async Task<string> Output(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var run = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        var errors = run.StandardError.ReadToEndAsync();
        var printed = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? printed : throw new InvalidOperationException($"{file} ended with {run.ExitCode}: {await errors}");
    }

    protected static Seen Rate(double perSecond, TimeSpan time) => new(perSecond, double.NaN, double.NaN, 0, null, time.TotalSeconds);
}

internal sealed class SqliteUnderLoad : StoreUnderLoad
{
    public override string Durability => "in the shop's process; synchronous=FULL, an fsync before every answer";

    public override string BytesWhere => "carts and lines in the file";

    public override string WriteFloor => "raw loop, one guarded UPDATE a commit";

    public override string GetTarget => ">= 0.60";

    public override string AddTarget => ">= 0.35";

    public override Task<Seen> FloorWrite(int connections, TimeSpan time)
    {
        Batteries_V2.Init();
        var file = Path.Combine(Folder, "floor.db");
        raw.sqlite3_open(file, out var db);
        using (db)
        {
            Run(
                db,
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, v INTEGER NOT NULL); INSERT OR IGNORE INTO t SELECT value, 1000000000 FROM json_each('[1,2,3,4,5,6,7,8]');"
            );
            var done = 0;
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < time)
            {
                Run(db, $"UPDATE t SET v = v - 1 WHERE id = {(done % 8) + 1} AND v >= 1");
                done++;
            }

            return Task.FromResult(Rate(done / watch.Elapsed.TotalSeconds, time));
        }
    }

    protected override Task<string> Settings() => Task.FromResult($"--data {Folder}");

    protected override Task<long> Bytes()
    {
        Batteries_V2.Init();
        raw.sqlite3_open_v2(Path.Combine(Folder, "shop.db"), out var db, raw.SQLITE_OPEN_READONLY, null);
        using (db)
        {
            // The length of the records as they are; page slack and indexes are not in it.
            return Task.FromResult(
                Number(db, "SELECT SUM(LENGTH(user_id) + 60 + LENGTH(COALESCE(currency, ''))) FROM carts")
                    + Number(db, "SELECT SUM(LENGTH(user_id) + LENGTH(product_id) + LENGTH(name) + LENGTH(currency) + 24) FROM cart_lines")
            );
        }
    }

    private static long Number(sqlite3 db, string sql)
    {
        raw.sqlite3_prepare_v2(db, sql, out var statement);
        using (statement)
        {
            raw.sqlite3_step(statement);
            return raw.sqlite3_column_int64(statement, 0);
        }
    }

    private static void Run(sqlite3 db, string sql)
    {
        if (raw.sqlite3_exec(db, sql) != raw.SQLITE_OK)
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(db).utf8_to_string());
        }
    }
}

internal sealed class PostgresUnderLoad(PostgresServer server) : StoreUnderLoad
{
    private string database = string.Empty;

    public override string Durability => "PostgreSQL 15, fsync=on, synchronous_commit=on";

    public override string BytesWhere => "tables carts and cart_lines with indexes";

    public override string ReadFloor => "pgbench, one SELECT by key";

    public override string WriteFloor => "pgbench, one guarded UPDATE of a row";

    public override string WriteTarget => ">= 1.00";

    public override Task<Seen> FloorRead(int connections, TimeSpan time) =>
        Pgbench("SELECT v FROM floor WHERE id = :id;", connections, time);

    public override Task<Seen> FloorWrite(int connections, TimeSpan time) =>
        Pgbench("UPDATE floor SET v = v - 1 WHERE id = :id AND v >= 1;", connections, time);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override async Task<string> Settings()
    {
        database = await server.CreateDatabase();
        await PostgresServer.Execute(
            database,
            "CREATE TABLE floor(id INT PRIMARY KEY, v BIGINT NOT NULL) WITH (fillfactor = 50); INSERT INTO floor SELECT i, 1000000000 FROM generate_series(1, 1000) i"
        );
        return $"--set Data=postgres:{database} --set DataFolder={Folder}";
    }

    protected override async Task<long> Bytes()
    {
        await PostgresServer.Execute(database, "VACUUM FULL carts.carts; ");
        await PostgresServer.Execute(database, "VACUUM FULL carts.cart_lines; ");
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT pg_total_relation_size('carts.carts') + pg_total_relation_size('carts.cart_lines')",
            connection
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<Seen> Pgbench(string sql, int connections, TimeSpan time)
    {
        var script = Path.Combine(Folder, "floor.sql");
        await File.WriteAllTextAsync(script, "\\set id random(1, 1000)\n" + sql + "\n");
        var parts = new NpgsqlConnectionStringBuilder(database);
        var pgbench = Directory
            .GetDirectories("/usr/lib/postgresql")
            .Select(version => Path.Combine(version, "bin", "pgbench"))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .Last();
        var printed = await Output(
            pgbench,
            "-n",
            "-M",
            "prepared",
            "-c",
            connections.ToString(CultureInfo.InvariantCulture),
            "-j",
            "2",
            "-T",
            Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            "-f",
            script,
            "-h",
            parts.Host!,
            "-p",
            parts.Port.ToString(CultureInfo.InvariantCulture),
            "-U",
            parts.Username!,
            parts.Database!
        );
        var line = printed.Split('\n').First(text => text.StartsWith("tps = ", StringComparison.Ordinal));
        return Rate(double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture), time);
    }
}

internal sealed class RedisUnderLoad(RedisServer server) : StoreUnderLoad
{
    private const string Line =
        """{"quantity":1,"price":2999,"currency":"USD","name":"Wireless Mouse","added_at":"2026-01-15T10:30:00Z","saved":false}""";

    public override string Durability => "Redis 7, appendonly=yes, appendfsync=everysec; history and events in SQLite, synchronous=FULL";

    public override string BytesWhere => "Redis' used_memory";

    public override string ReadFloor => "redis-benchmark HGETALL, no pipelining";

    public override string WriteFloor => "redis-benchmark HSET, no pipelining";

    public override string GetTarget => ">= 0.50";

    public override string AddTarget => ">= 0.35";

    public override async Task<Seen> FloorRead(int connections, TimeSpan time)
    {
        for (var line = 0; line < 5; line++)
        {
            await Cli("HSET", "floor", line.ToString(CultureInfo.InvariantCulture), Line);
        }

        return await Benchmark(connections, time, "HGETALL", "floor");
    }

    public override Task<Seen> FloorWrite(int connections, TimeSpan time) =>
        Benchmark(connections, time, "HSET", "floor:__rand_int__", "1", Line);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override Task<string> Settings() => Task.FromResult($"--data {Folder} --set Carts:Store=redis --set Redis={server.Address}");

    protected override async Task<long> Bytes() =>
        long.Parse(
            (await Cli("INFO", "memory"))
                .Split('\n')
                .First(line => line.StartsWith("used_memory:", StringComparison.Ordinal))
                .Split(':')[1]
                .Trim(),
            CultureInfo.InvariantCulture
        );

    private Task<string> Cli(params string[] command) => RedisServer.Cli(server.Address, command);

    private async Task<Seen> Benchmark(int connections, TimeSpan time, params string[] command)
    {
        // Its number of requests is fixed before; so many take about the time wanted on two cores.
        const int ASecond = 40_000;
        var printed = await Output(
            "redis-benchmark",
            [
                "-p",
                server.Process.Port.ToString(CultureInfo.InvariantCulture),
                "-c",
                connections.ToString(CultureInfo.InvariantCulture),
                "-n",
                ((int)(time.TotalSeconds * ASecond)).ToString(CultureInfo.InvariantCulture),
                "-r",
                "1000",
                "--csv",
                .. command,
            ]
        );
        // The name of the test may have commas; seven figures follow it, requests a second first.
        return Rate(double.Parse(printed.Trim().Split('\n')[^1].Split(',')[^7].Trim('"'), CultureInfo.InvariantCulture), time);
    }
}

internal sealed class DynamoUnderLoad(DynamoServer server) : StoreUnderLoad
{
    public override string Durability =>
        "dynalite, a stand-in for DynamoDB in one thread of JavaScript: its figures say nothing of DynamoDB; history and events in SQLite";

    public override string BytesWhere => "rows as DynamoDB counts them";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override Task<string> Settings() =>
        Task.FromResult(
            $"--data {Folder} --set Carts:Store=dynamodb --set DynamoDb:ServiceUrl={server.Url} --set DynamoDb:Table=bench-carts"
        );

    protected override async Task<long> Bytes()
    {
        using var client = new HttpClient();
        long bytes = 0;
        JsonNode? from = null;
        do
        {
            var body = new JsonObject { ["TableName"] = "bench-carts" };
            if (from is not null)
            {
                body["ExclusiveStartKey"] = from.DeepClone();
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, server.Url) { Content = new StringContent(body.ToJsonString()) };
            request.Content.Headers.ContentType = new("application/x-amz-json-1.0");
            request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.Scan");
            request.Headers.TryAddWithoutValidation(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
            );
            request.Headers.Add("X-Amz-Date", "20260101T000000Z");
            using var reply = await client.SendAsync(request);
            var page = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
            bytes += page["Items"]!.AsArray().Sum(item => item!.AsObject().Sum(attribute => attribute.Key.Length + Size(attribute.Value!)));
            from = page["LastEvaluatedKey"];
        } while (from is not null);
        return bytes;
    }

    // UTF-8 length of texts, about half the digits of numbers, three bytes and one an entry for lists and maps.
    private static long Size(JsonNode value)
    {
        var (type, content) = value.AsObject().First();
        return type switch
        {
            "S" => System.Text.Encoding.UTF8.GetByteCount((string)content!),
            "N" => (((string)content!).Length / 2) + 1,
            "B" => ((string)content!).Length * 3 / 4,
            "L" => 3 + content!.AsArray().Sum(entry => 1 + Size(entry!)),
            "M" => 3 + content!.AsObject().Sum(entry => 1 + entry.Key.Length + Size(entry.Value!)),
            _ => 1,
        };
    }
}
