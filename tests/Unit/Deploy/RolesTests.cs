// deploy/postgres/roles.sh against a PostgreSQL of its own: a role a module, each with its own schema and nothing of the others'.
using Cartwright.Servers;
using Npgsql;

namespace Cartwright.Unit.Deploy;

public sealed class RolesTests
{
    [Fact]
    public async Task A_role_uses_its_own_schema_and_no_other_and_a_second_run_changes_its_password()
    {
        await using var server = await PostgresServer.Start();
        var admin = new NpgsqlConnectionStringBuilder(await server.CreateDatabase());
        await Run(admin, "it's a secret");
        var first = await Kept(admin);
        await Run(admin, "another");
        Assert.NotEqual(first, await Kept(admin));

        await using var carts = await As(admin, "shop_carts", "another-carts");
        await Say(carts, "CREATE TABLE carts.lines (n int)");
        await using var catalog = await As(admin, "shop_catalog", "another-catalog");
        foreach (
            var reach in new[]
            {
                "SELECT * FROM carts.lines",
                "CREATE TABLE carts.mine (n int)",
                "CREATE TABLE public.mine (n int)",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine",
            }
        )
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Say(catalog, reach));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task A_missing_password_is_named_and_makes_no_role()
    {
        var failed = await Assert.ThrowsAnyAsync<Exception>(() =>
            DeployFolder.Run("sh", ["deploy/postgres/roles.sh"], ("SHOP_PASSWORD_IDENTITY", string.Empty))
        );
        Assert.Contains("SHOP_PASSWORD_IDENTITY is missing", failed.Message, StringComparison.Ordinal);
    }

    private static Task<string> Run(NpgsqlConnectionStringBuilder admin, string secret) =>
        DeployFolder.Run(
            "sh",
            ["deploy/postgres/roles.sh"],
            [
                ("PGHOST", admin.Host!),
                ("PGPORT", admin.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("PGUSER", admin.Username!),
                ("PGPASSWORD", admin.Password ?? string.Empty),
                ("PGDATABASE", admin.Database!),
                .. ShopRoutes.Modules.Select(module => ("SHOP_PASSWORD_" + module.Name.ToUpperInvariant(), $"{secret}-{module.Name}")),
            ]
        );

    private static async Task<NpgsqlConnection> As(NpgsqlConnectionStringBuilder admin, string role, string password)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin.ConnectionString)
            {
                Username = role,
                Password = password,
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>What the server keeps of a role's password.</summary>
    private static async Task<string> Kept(NpgsqlConnectionStringBuilder admin)
    {
        await using var connection = await As(admin, admin.Username!, admin.Password ?? string.Empty);
        await using var command = new NpgsqlCommand("SELECT rolpassword FROM pg_authid WHERE rolname = 'shop_carts'", connection);
        return Assert.IsType<string>(await command.ExecuteScalarAsync());
    }

    private static async Task Say(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
