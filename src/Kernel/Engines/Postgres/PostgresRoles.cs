// A role and a schema for each module, with the rights that the module needs and no other: made by an administrator, once, before the first
// start.
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Cartwright.Kernel;

/// <summary>What to make.</summary>
/// <param name="Admin">Connection string of someone who may make roles and schemas; it names the database.</param>
/// <param name="Role">Name of a module's role, with {module}.</param>
/// <param name="SchemaPrefix">What the shop's Data has as Search Path; empty for none.</param>
/// <param name="Password">Password of a module's role; null where the server knows the role by other means (peer, certificate).</param>
public sealed record RolesWanted(string Admin, string Role, string SchemaPrefix, Func<string, string?> Password);

/// <summary>Makes roles and schemas. May be repeated: what is there is brought to the same state.</summary>
public static class PostgresRoles
{
    /// <summary>PostgreSQL cuts longer names off.</summary>
    private const int NameCharsMax = 63;

    /// <summary>A password of a program can be long; RFC 5802 asks for no bound, this keeps a mistaken file out.</summary>
    private const int PasswordCharsMax = 512;

    /// <summary>Runs at once on one server that still all come to their end.</summary>
    private const int TriesMax = 10;

    /// <summary>Makes everything in one transaction, or nothing.</summary>
    /// <param name="say">Told a line a module; never a password.</param>
    /// <exception cref="ConfigurationRefused">A name or password cannot be used, or the administrator may not do it.</exception>
    public static async Task Prepare(RolesWanted wanted, IReadOnlyList<string> modules, Action<string> say)
    {
        try
        {
            var done = false;
            for (var tries = 1; !done; tries++)
            {
                done = await Try(wanted, modules, say, last: tries == TriesMax);
            }
        }
        catch (NpgsqlException failure)
        {
            throw new ConfigurationRefused(
                $"PostgreSQL did not do it, and nothing was changed: {(failure is PostgresException refused ? refused.MessageText : failure.Message)}. Give --admin someone who may: a superuser, or a role with CREATEROLE that owns the database."
            );
        }
        catch (ArgumentException)
        {
            // The text is not repeated: it holds a password.
            throw new ConfigurationRefused(
                "--admin is no connection string. Use: --admin \"Host=localhost;Username=postgres;Password=…;Database=shop\""
            );
        }
    }

    /// <summary>A password as the server stores it (RFC 5803), so that the password itself is neither sent nor logged.</summary>
    public static string Verifier(string password, ReadOnlySpan<byte> salt)
    {
        const int Iterations = 4096;
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(password),
            salt,
            Iterations,
            HashAlgorithmName.SHA256,
            SHA256.HashSizeInBytes
        );
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }

    /// <summary>Roles belong to all databases of a server: what another run did to them meanwhile is found by looking again.</summary>
    private static async Task<bool> Try(RolesWanted wanted, IReadOnlyList<string> modules, Action<string> say, bool last)
    {
        try
        {
            await using var admin = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(wanted.Admin)
                {
                    Pooling = false,
                    Timeout = PostgresSettings.AnswerSeconds,
                }.ConnectionString
            );
            await admin.OpenAsync();
            await using var transaction = await admin.BeginTransactionAsync();
            await Run(admin, "SELECT pg_advisory_xact_lock(hashtextextended('cartwright:roles', 0))");

            // Whoever is not named below has no business in the shop's database.
            await Run(admin, $"REVOKE ALL ON DATABASE {Quoted(admin.Database)} FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC");
            var made = new List<string>();
            foreach (var module in modules)
            {
                made.Add(await Make(admin, wanted, module));
            }

            await transaction.CommitAsync();
            made.ForEach(say);
            return true;
        }
        catch (PostgresException failure)
            when (!last
                && failure.SqlState
                    is PostgresErrorCodes.DuplicateObject
                        or PostgresErrorCodes.UniqueViolation
                        or PostgresErrorCodes.InternalError
            )
        {
            return false;
        }
    }

    private static async Task<string> Make(NpgsqlConnection admin, RolesWanted wanted, string module)
    {
        var role = Name(wanted.Role.Replace(PostgresSettings.Placeholder, module, StringComparison.Ordinal), "--role");
        var schema = Name(wanted.SchemaPrefix.Length == 0 ? module : $"{wanted.SchemaPrefix}_{module}", "--search-path");
        var known = await Is(admin, $"SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}')");
        await Run(admin, $"{(known ? "ALTER" : "CREATE")} ROLE \"{role}\" LOGIN NOINHERIT NOCREATEDB NOCREATEROLE");
        if (wanted.Password(module) is { } password)
        {
            await Run(admin, $"ALTER ROLE \"{role}\" PASSWORD '{Verifier(Checked(password, module), RandomNumberGenerator.GetBytes(16))}'");
        }

        // Only a member of a role may give it things. A superuser is a member of all.
        var member = await Is(admin, $"SELECT pg_has_role(current_user, '{role}', 'MEMBER')");
        await Run(
            admin,
            $"{(member ? string.Empty : $"GRANT \"{role}\" TO CURRENT_USER;")} GRANT CONNECT ON DATABASE {Quoted(admin.Database)} TO \"{role}\""
        );
        await Run(
            admin,
            $"CREATE SCHEMA IF NOT EXISTS \"{schema}\" AUTHORIZATION \"{role}\"; ALTER SCHEMA \"{schema}\" OWNER TO \"{role}\"; REVOKE ALL ON SCHEMA \"{schema}\" FROM PUBLIC"
        );

        // Tables of a shop that ran under one role so far go to the module's.
        await Run(
            admin,
            $"""
            DO $do$ DECLARE it record; BEGIN
                FOR it IN SELECT relname FROM pg_class WHERE relnamespace = '"{schema}"'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND relowner <> '"{role}"'::regrole LOOP
                    EXECUTE format('ALTER TABLE %I.%I OWNER TO %I', '{schema}', it.relname, '{role}');
                END LOOP;
                FOR it IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = '"{schema}"'::regnamespace AND proowner <> '"{role}"'::regrole LOOP
                    EXECUTE format('ALTER ROUTINE %s OWNER TO %I', it.name, '{role}');
                END LOOP;
            END $do$
            """
        );
        if (!member)
        {
            await Run(admin, $"REVOKE \"{role}\" FROM CURRENT_USER");
        }

        return $"{module, -16} role {role} {(known ? "was there" : "made")}, owns schema {schema}, sees no other";
    }

    private static string Name(string name, string option) =>
        name.Length is > 0 and <= NameCharsMax
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? name
            : throw new ConfigurationRefused(
                $"{option} makes the name '{name}': use lower-case letters, digits and _, beginning with a letter, at most {NameCharsMax}."
            );

    // Visible ASCII needs no SASLprep, and every client reads it alike.
    private static string Checked(string password, string module) =>
        password.Length is >= 12 and <= PasswordCharsMax && password.All(c => c is > ' ' and <= '~')
            ? password
            : throw new ConfigurationRefused($"The password of '{module}' must be 12 to {PasswordCharsMax} visible ASCII characters.");

    private static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private static async Task<bool> Is(NpgsqlConnection admin, string sql)
    {
        await using var command = new NpgsqlCommand(sql, admin);
        return await command.ExecuteScalarAsync() is true;
    }

    private static async Task Run(NpgsqlConnection admin, string sql)
    {
        await using var command = new NpgsqlCommand(sql, admin);
        await command.ExecuteNonQueryAsync();
    }
}
