// Ten roles, ten schemas: what each may, and that PostgreSQL itself refuses the rest.
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Servers;
using Npgsql;

namespace Cartwright.Unit.Kernel;

public sealed class PostgresRolesTests
{
    private static readonly string[] Modules = ["ordering", "payments"];
    private static readonly Migration[] Table = [new("001-things.sql", "CREATE TABLE things (\n    id TEXT PRIMARY KEY\n)")];
    private static readonly Ids Ids = new(TimeProvider.System, RandomNumberGenerator.Fill);

    [Fact]
    public async Task Each_module_works_under_its_role_and_is_refused_in_every_other_schema()
    {
        var admin = await (await PostgresServer.Shared).CreateDatabase();
        var said = await Prepare(admin, "a_{module}");
        Assert.DoesNotContain("secret", string.Join(' ', said), StringComparison.Ordinal);

        var dialect = new PostgresDialect(As(admin, "a_{module}"));
        await dialect.Reach(Modules, TimeSpan.FromSeconds(10), TimeProvider.System, _ => { });
        foreach (var module in Modules)
        {
            await using var database = await Database.Open(module, dialect, Table, Ids, TimeProvider.System);
            await database.Write(tx => tx.Execute("INSERT INTO things(id) VALUES ('mine')"));
            var other = Modules.Single(name => name != module);
            foreach (
                var sql in new[]
                {
                    $"SELECT id FROM {other}.things",
                    $"DELETE FROM {other}.things",
                    $"CREATE TABLE {other}.spy (id INT)",
                    "CREATE TABLE public.spy (id INT)",
                    "CREATE SCHEMA spy",
                    "CREATE TEMPORARY TABLE spy (id INT)",
                    $"SET ROLE a_{other}",
                    "CREATE ROLE spy",
                }
            )
            {
                // The other module's tables may not be there yet: what counts is that the answer is no before that is looked at.
                var refused = await Assert.ThrowsAsync<PostgresException>(() => database.Write(tx => tx.Execute(sql)));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            }
        }
    }

    [Fact]
    public async Task Preparing_again_changes_nothing_and_takes_over_what_one_role_made()
    {
        var admin = await (await PostgresServer.Shared).CreateDatabase();
        await using (var before = await Database.Open("ordering", new PostgresDialect(admin), Table, Ids, TimeProvider.System))
        {
            await before.Write(tx => tx.Execute("INSERT INTO things(id) VALUES ('kept')"));
        }

        await Prepare(admin, "b_{module}");
        Assert.All(await Prepare(admin, "b_{module}"), line => Assert.Contains("was there", line, StringComparison.Ordinal));
        Migration[] more = [.. Table, new("002-more.sql", "ALTER TABLE things ADD COLUMN more TEXT")];
        await using var after = await Database.Open(
            "ordering",
            new PostgresDialect(As(admin, "b_{module}")),
            more,
            Ids,
            TimeProvider.System
        );
        Assert.Equal(1, await after.Write(tx => tx.Execute("UPDATE things SET more = 'x'")));
    }

    [Fact]
    public async Task A_role_signs_in_with_its_password_only()
    {
        await using var server = await PostgresServer.Start();
        var admin = await server.CreateDatabase();
        await Prepare(admin, "shop_{module}");
        var hba = Path.Combine(server.Process.Folder, "data", "pg_hba.conf");
        await File.WriteAllTextAsync(hba, "host all cartwright 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        await PostgresServer.Execute(admin, "SELECT pg_reload_conf()");
        await Reach(As(admin, "shop_{module}") + ";Password=a_long_secret_of_{module}");
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => Reach(As(admin, "shop_{module}") + ";Password=wrong"));
        Assert.Contains("'ordering'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Password=", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_grant_is_named_with_its_module_before_anything_is_made()
    {
        var admin = await (await PostgresServer.Shared).CreateDatabase();
        await Prepare(admin, "c_{module}");
        await PostgresServer.Execute(admin, "ALTER SCHEMA payments OWNER TO CURRENT_USER");
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => Reach(As(admin, "c_{module}")));
        Assert.Contains("'c_payments' of 'payments'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("GRANT USAGE, CREATE ON SCHEMA \"payments\" TO \"c_payments\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_would_serve_a_flipped_bit_is_named_once()
    {
        var server = await (await PostgresServer.Shared).CreateDatabase();
        var said = new List<string>();
        await new PostgresDialect(server).Reach(Modules, TimeSpan.FromSeconds(10), TimeProvider.System, said.Add);
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var asked = new NpgsqlCommand("SHOW data_checksums", connection);
        var off = (string)(await asked.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == "off";
        Assert.Equal(
            off ? 1 : 0,
            said.Count(line =>
                line.Contains("has data_checksums off", StringComparison.Ordinal)
                && line.Contains("pg_checksums --enable", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task One_module_can_have_a_place_of_its_own()
    {
        var server = await PostgresServer.Shared;
        var (all, own) = (await server.CreateDatabase(), await server.CreateDatabase());
        var dialect = new PostgresDialect(all, new Dictionary<string, string> { ["ordering"] = own });
        foreach (var module in Modules)
        {
            await using var database = await Database.Open(module, dialect, Table, Ids, TimeProvider.System);
            var place = new NpgsqlConnectionStringBuilder(module == "ordering" ? own : all).Database;
            Assert.Equal(1, await database.Read(sql => sql.Number("SELECT CASE WHEN current_database() = $1 THEN 1 END", place)));
        }
    }

    [Theory]
    [InlineData("shop-{module}", "a long secret", "use lower-case letters")]
    [InlineData("shop_{module}", "short", "12 to")]
    [InlineData("shop_{module}", "with a blank inside it", "visible ASCII")]
    public async Task Names_and_passwords_that_cannot_work_are_refused_and_leave_nothing(string role, string password, string said)
    {
        var admin = await (await PostgresServer.Shared).CreateDatabase();
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() =>
            PostgresRoles.Prepare(new RolesWanted(admin, role, string.Empty, _ => password), Modules, _ => { })
        );
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(password, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_becomes_the_verifier_of_RFC_5803() =>
        Assert.Equal(
            // The salt and the password of RFC 7677's example; the keys follow from them.
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
            PostgresRoles.Verifier("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="))
        );

    private static async Task<List<string>> Prepare(string admin, string role)
    {
        var said = new List<string>();
        await PostgresRoles.Prepare(new RolesWanted(admin, role, string.Empty, module => $"a_long_secret_of_{module}"), Modules, said.Add);
        return said;
    }

    private static string As(string admin, string role) => new NpgsqlConnectionStringBuilder(admin) { Username = role }.ConnectionString;

    private static Task Reach(string connectionString) =>
        new PostgresDialect(connectionString).Reach(Modules, TimeSpan.FromSeconds(10), TimeProvider.System, _ => { });
}
