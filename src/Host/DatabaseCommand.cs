// `cartwright database prepare`: a role and a schema for each module, made once by an administrator of the database.
using System.CommandLine;
using Cartwright.Kernel;

namespace Cartwright.Host;

internal static class DatabaseCommand
{
    private const string PasswordVariable = "CARTWRIGHT_ROLE_PASSWORD";

    public static Command Make()
    {
        var admin = new Option<string>("--admin") { Description = "Connection string of someone who may make roles and schemas in the shop's database; or the variable CARTWRIGHT_ADMIN." };
        var role = new Option<string>("--role") { Description = "Name of each role, with {module}.", DefaultValueFactory = _ => "shop_{module}" };
        var searchPath = new Option<string>("--search-path") { Description = "What Data has as Search Path, so that several shops share a database.", DefaultValueFactory = _ => string.Empty };
        var noPassword = new Option<bool>("--no-password") { Description = "The roles sign in by other means than a password." };
        var prepare = new Command(
            "prepare",
            $"Makes ten roles and ten schemas; no role can reach another's. May be repeated. The passwords come from the variable {PasswordVariable} "
            + $"(in which {{module}} stands for the module's name) or, for one module, {PasswordVariable}_ORDERING and so on.") { admin, role, searchPath, noPassword };
        prepare.SetAction(async (parsed, _) =>
        {
            try
            {
                var text = parsed.GetValue(admin) ?? Environment.GetEnvironmentVariable("CARTWRIGHT_ADMIN")
                    ?? throw new ConfigurationRefused("Say who makes the roles: --admin \"Host=localhost;Username=postgres;Password=…;Database=shop\"");
                var wanted = new RolesWanted(text, parsed.GetValue(role)!, parsed.GetValue(searchPath)!, parsed.GetValue(noPassword) ? _ => null : Password);
                await PostgresRoles.Prepare(wanted, [.. Modules.All.Select(row => row.Module.Name)], Console.WriteLine);
                Console.WriteLine($"Start the shop with: Data=postgres:Host=…;Database=…;Username={wanted.Role};Password=…");
                return 0;
            }
            catch (ConfigurationRefused refused)
            {
                await Console.Error.WriteLineAsync("The roles were not made: " + refused.Message);
                return 2;
            }
        });
        return new Command("database", "Prepares PostgreSQL for the shop.") { prepare };
    }

    private static string Password(string module) =>
        Environment.GetEnvironmentVariable($"{PasswordVariable}_{module.ToUpperInvariant()}")
        ?? Environment.GetEnvironmentVariable(PasswordVariable)?.Replace(PostgresSettings.Placeholder, module, StringComparison.Ordinal)
        ?? throw new ConfigurationRefused($"'{module}' has no password. Set {PasswordVariable}='some long secret of {{module}}', or {PasswordVariable}_{module.ToUpperInvariant()}; or say --no-password.");
}
