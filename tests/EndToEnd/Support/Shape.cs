// The four shapes in which the same tests run: CARTWRIGHT_TEST_SHAPE says which; nothing said is one process on SQLite.
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

internal abstract class Shape
{
    private const string ServiceToken = "a-secret-that-all-processes-of-the-tests-have-in-common";

    internal static readonly string[] Modules =
    [
        "identity",
        "catalog",
        "inventory",
        "carts",
        "promotions",
        "payments",
        "ordering",
        "notifications",
        "recommendations",
        "analytics",
    ];

    /// <summary>The trait that says in which shapes a class runs; without it, in all.</summary>
    public const string Runs = "Shape";

    /// <summary>In the first run only: what starts the shape that it is about is the same in every run.</summary>
    public const string Once = "its own";

    /// <summary>On SQLite and split: between them lie one process and ten; what differs otherwise has tests of its own.</summary>
    public const string InTwo = "sqlite and split";

    /// <summary>
    /// On SQLite: pages see the shop through HTTP alone, and what answers it has its tests in every shape. Split, one journey shows that
    /// pages come through the gateway (<see cref="JourneyBrowserTests"/>), and what a page brings about in several processes is asked of
    /// the API (<see cref="AcrossProcessesTests"/>).
    /// </summary>
    public const string InOne = "sqlite";

    /// <summary>In all but the split one, where another class asks the same.</summary>
    public const string NotSplit = "not split";

    public static Shape Sqlite { get; } = new OneProcess();

    public static Shape Services { get; } = new Split();

    public static Shape Wanted { get; } =
        Environment.GetEnvironmentVariable("CARTWRIGHT_TEST_SHAPE") switch
        {
            null or "" or "sqlite" => Sqlite,
            "postgres" => new OnPostgres(),
            "split" => Services,
            "dynamodb" => new OnDynamoDb(),
            var other => throw new InvalidOperationException(
                $"CARTWRIGHT_TEST_SHAPE={other} is no shape. Use sqlite, postgres, split or dynamodb."
            ),
        };

    /// <summary>Whether the modules' tables are on PostgreSQL when a test does not say where.</summary>
    public virtual bool IsOnPostgres => false;

    /// <param name="postgres">The connection string of an empty database, when the test wants one.</param>
    /// <param name="options">Of <c>cartwright serve</c>; what they set is kept.</param>
    public abstract Task<HostProcess> Start(string? postgres, string[] options);

    private static async Task<string> Database(string? postgres) => postgres ?? await (await PostgresServer.Shared).CreateDatabase();

    private static async Task<string> Redis() => (await RedisServer.Shared).CreateDatabase();

    /// <summary>The setting, unless the options have one of that key.</summary>
    private static string[] Unless(string[] options, string key, string value) =>
        options.Any(option => option.StartsWith(key + "=", StringComparison.Ordinal)) ? [] : ["--set", $"{key}={value}"];

    public static Task<HostProcess> One(string folder, string? postgres, string[] options)
    {
        string[] data = postgres is null ? ["--data", folder] : ["--data", "postgres:" + postgres, "--set", "DataFolder=" + folder];
        return HostProcess.Of(folder, new(StringComparer.Ordinal) { ["shop"] = new ShopProcess([.. options, .. data]) });
    }

    private sealed class OneProcess : Shape
    {
        public override Task<HostProcess> Start(string? postgres, string[] options) => One(HostProcess.NewFolder(), postgres, options);
    }

    /// <summary>The file that all modules of a shop on SQLite share, for a look or a change past the shop.</summary>
    public static SqliteDialect File(string folder) => new(folder, new SqlitePlace(Modules, []));

    private sealed class OnPostgres : Shape
    {
        public override bool IsOnPostgres => true;

        public override async Task<HostProcess> Start(string? postgres, string[] options) =>
            await One(HostProcess.NewFolder(), await Database(postgres), options);
    }

    /// <summary>Carts on DynamoDB, products in MongoDB, and events on Redis.</summary>
    private sealed class OnDynamoDb : Shape
    {
        public override async Task<HostProcess> Start(string? postgres, string[] options)
        {
            var dynamo = await DynamoServer.Shared;
            var mongo = await MongoServer.Shared;
            return await One(
                HostProcess.NewFolder(),
                postgres,
                [
                    .. options,
                    .. Unless(options, "Carts:Store", "dynamodb"),
                    .. Unless(options, "DynamoDb:ServiceUrl", dynamo.Url),
                    .. Unless(options, "DynamoDb:Table", dynamo.NewTable()),
                    .. Unless(options, "Catalog:Store", "mongodb"),
                    .. Unless(options, "MongoDb", mongo.Url),
                    .. Unless(options, "MongoDb:Database", mongo.NewDatabase()),
                    .. Unless(options, "Redis", await Redis()),
                    "--set",
                    "Events=redis",
                ]
            );
        }
    }

    /// <summary>
    /// A process a module on PostgreSQL, carts on Redis, events and the checkout's questions on Kafka, the gateway in front.
    /// </summary>
    private sealed class Split : Shape
    {
        // Ten processes that ask a hundred times a second each take the processor from those who have something to do.
        private const string FetchWait = "Kafka:Client:fetch.wait.max.ms";

        // Ten processes that start compute; twenty on the same cores are each ready only when all are.
        private static readonly SemaphoreSlim Starting = new(1);

        public override bool IsOnPostgres => true;

        public override async Task<HostProcess> Start(string? postgres, string[] options)
        {
            var folder = HostProcess.NewFolder();
            var inner = Modules.ToDictionary(module => module, _ => ServerProcess.FreePort(), StringComparer.Ordinal);

            // A role a module, as in the field: a module that reaches for another's tables fails.
            var admin = await Database(postgres);
            var (code, said) = await ShopProcess.Run([], "database", "prepare", "--no-password", "--admin", admin);
            Assert.True(code == 0, said);
            var data = new Npgsql.NpgsqlConnectionStringBuilder(admin) { Username = "shop_{module}" };

            // A cluster of its own: topics have the same names in every shop. Of one broker: that several share the work has its own tests.
            var kafka = await KafkaCluster.Start(brokers: 1);
            string[] common =
            [
                .. options,
                .. Unless(options, "Carts:Store", "redis"),
                .. Unless(options, "Redis", await Redis()),
                "--data",
                "postgres:" + data.ConnectionString,
                "--set",
                "DataFolder=" + folder,
                "--set",
                "Events=kafka",
                "--set",
                "Kafka:Bootstrap=" + kafka.Bootstrap,
                .. KafkaCluster
                    .Manners.Where(manner => manner.Key != FetchWait)
                    .SelectMany(manner => new[] { "--set", $"{manner.Key}={manner.Value}" }),
                "--set",
                FetchWait + "=50",
                "--set",
                "Service:Token=" + ServiceToken,
                "--set",
                "Proxies:Trusted:0=127.0.0.1",
            ];
            var processes = Modules.ToDictionary(
                module => module,
                module => new ShopProcess([.. common, .. Own(module, inner)]),
                StringComparer.Ordinal
            );
            var front = new ShopProcess([
                "--run",
                "gateway",
                .. options.Where(option => option == "--demo"),
                .. processes.SelectMany(process =>
                    new[] { "--set", $"Gateway:Modules:{process.Key}=http://127.0.0.1:{process.Value.Port}" }
                ),
                .. options
                    .Where(option => OfFront.Any(start => option.StartsWith(start, StringComparison.Ordinal)))
                    .SelectMany(option => new[] { "--set", option }),
            ]);
            await Starting.WaitAsync();
            try
            {
                return await HostProcess.Of(folder, processes, front, kafka);
            }
            finally
            {
                Starting.Release();
            }
        }

        // What the gateway reads as well: it serves the pages, whose policy names the payment provider's form.
        private static readonly string[] OfFront = ["OTEL_", "Payments:Providers=", "Payments:Stripe:ApiBase="];

        // The checkout asks by messages what it can, and all others by gRPC.
        private static string Where(string asking, string module, int port) =>
            asking == "ordering" && module is ("catalog" or "payments") ? "events" : $"http://localhost:{port}";

        private static IEnumerable<string> Own(string module, Dictionary<string, int> inner) =>
            [
                "--run",
                module,
                "--set",
                $"Wire:Port={inner[module]}",
                .. inner
                    .Where(other => other.Key != module)
                    .SelectMany(other => new[] { "--set", $"Elsewhere:{other.Key}={Where(module, other.Key, other.Value)}" }),
            ];
    }
}
