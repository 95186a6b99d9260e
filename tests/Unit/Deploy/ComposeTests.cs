// What must hold of the compose files: closed containers, known configuration keys, secrets from outside, and nothing that is missing.
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Cartwright.Unit.Deploy;

public sealed partial class ComposeTests
{
    private const string One = "compose.yaml";
    private const string Split = "compose.services.yaml";

    [Theory]
    [InlineData(One)]
    [InlineData(Split)]
    public void The_file_has_no_fault(string file) => Assert.Empty(Faults(DeployFolder.Text(file)));

    [Theory]
    [InlineData("Wire__Port: \"8081\"", "Wire__Prot: \"8081\"", "no configuration key")]
    [InlineData("Password=${SHOP_PASSWORD_CARTS:?", "Password=${SHOP_PASSWORD_CARTS:-", "default")]
    [InlineData("Service__Token: ${SERVICE_TOKEN:?deploy/make-secrets.sh compose makes it}", "Service__Token: sesame", "written out")]
    [InlineData("- no-new-privileges:true", "- seccomp:unconfined", "new privileges")]
    [InlineData("limits: { cpus: \"1\", memory: 512m }", "limits: { cpus: \"1\" }", "memory limit")]
    [InlineData("      redis: { condition: service_healthy }", "      radish: { condition: service_healthy }", "which is no service")]
    [InlineData("      - kafka:/var/lib/kafka/data", "      - kafak:/var/lib/kafka/data", "which is no volume")]
    [InlineData(
        "    networks: [inner]\n    shm_size",
        "    networks: [front, inner]\n    ports:\n      - 5432:5432\n    shm_size",
        "opens a port"
    )]
    public void Each_fault_is_found(string right, string wrong, string said)
    {
        var planted = DeployFolder.Text(Split).Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(DeployFolder.Text(Split), planted);
        Assert.Contains(Faults(planted), fault => fault.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_module_is_a_service_with_its_own_role_and_nginx_knows_where_it_is()
    {
        var services = DeployFolder.Yaml(Split).Single().At("services");
        foreach (var module in ShopRoutes.Modules.Select(module => module.Name))
        {
            var variables = services.At(module, "environment");
            Assert.Equal(module, variables.Word("Run"));
            Assert.Contains($"${{SHOP_PASSWORD_{module.ToUpperInvariant()}:?", variables.Word("Data"), StringComparison.Ordinal);
            Assert.Equal(module + ":8080", services.Word("nginx", "environment", "SHOP_" + module.ToUpperInvariant()));
            Assert.NotNull(services.At("postgres", "environment", "SHOP_PASSWORD_" + module.ToUpperInvariant()));
        }
    }

    [Fact]
    public async Task The_script_for_secrets_makes_every_variable_that_is_required()
    {
        var made = await DeployFolder.Run("bash", [Path.Combine(DeployFolder.Root, "deploy", "make-secrets.sh"), "compose"]);
        var names = made.Split('\n')
            .Where(line => !line.StartsWith('#') && line.Contains('=', StringComparison.Ordinal))
            .ToDictionary(line => line.Split('=')[0], line => line.Split('=', 2)[1], StringComparer.Ordinal);
        Assert.Empty(Required().Matches(DeployFolder.Text(Split)).Select(match => match.Groups[1].Value).Except(names.Keys));
        Assert.All(
            names.Where(entry => entry.Key.Contains("PASSWORD", StringComparison.Ordinal) || entry.Key == "SERVICE_TOKEN"),
            entry => Assert.Matches("^[0-9a-f]{64}$", entry.Value)
        );
        Assert.Equal(names.Count, names.Values.Distinct(StringComparer.Ordinal).Count());

        // Without a script: the sample of the one process names what is required there.
        var sample = DeployFolder
            .Text("deploy/compose.env.sample")
            .Split('\n')
            .Select(line => line.Split('=')[0])
            .ToHashSet(StringComparer.Ordinal);
        Assert.Empty(Required().Matches(DeployFolder.Text(One)).Select(match => match.Groups[1].Value).Except(sample));
    }

    private static IEnumerable<string> Faults(string text)
    {
        var root = DeployFolder.Parse(text).Single();
        var services = root.Entries("services").ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        var (volumes, networks) = (
            root.Entries("volumes").Select(v => v.Key).ToHashSet(),
            root.Entries("networks").Select(n => n.Key).ToHashSet()
        );
        foreach (var (name, service) in services)
        {
            var isOurs = service.At("build") is not null;
            foreach (
                var wrong in service
                    .Entries("environment")
                    .Where(_ => isOurs)
                    .Select(variable => ConfigurationKeys.Wrong(variable.Key))
                    .OfType<string>()
            )
            {
                yield return $"{name}: {wrong}";
            }

            foreach (
                var fault in service
                    .Entries("environment")
                    .SelectMany(variable => Secret(name, variable.Key, ((YamlScalarNode)variable.Value).Value ?? string.Empty))
            )
            {
                yield return fault;
            }

            if (!service.Items("security_opt").Any(option => option.Word() == "no-new-privileges:true"))
            {
                yield return $"{name} may gain new privileges";
            }

            if (isOurs && (service.Word("read_only") != "true" || service.Items("cap_drop").All(cap => cap.Word() != "ALL")))
            {
                yield return $"{name} may write to its root or keeps capabilities";
            }

            if (service.Word("deploy", "resources", "limits", "memory") is null)
            {
                yield return $"{name} has no memory limit";
            }

            // Our own image brings its health check along.
            if (!isOurs && !service.Items("healthcheck", "test").Any())
            {
                yield return $"{name} has no health check";
            }

            foreach (var needed in service.Entries("depends_on").Where(needed => !services.ContainsKey(needed.Key)))
            {
                yield return $"{name} needs {needed.Key}, which is no service";
            }

            foreach (
                var volume in service
                    .Items("volumes")
                    .Select(volume => volume.Word()!.Split(':')[0])
                    .Where(volume => volume[0] != '.' && !volumes.Contains(volume))
            )
            {
                yield return $"{name} mounts {volume}, which is no volume";
            }

            foreach (
                var path in service
                    .Items("volumes")
                    .Select(volume => volume.Word()!.Split(':')[0])
                    .Where(volume => volume[0] == '.' && !File.Exists(Path.Combine(DeployFolder.Root, volume)))
            )
            {
                yield return $"{name} mounts {path}, which is no file";
            }

            foreach (var network in service.Items("networks").Where(network => !networks.Contains(network.Word()!)))
            {
                yield return $"{name} is in {network.Word()}, which is no network";
            }

            foreach (
                var port in service
                    .Items("ports")
                    .Where(port =>
                        name is not ("nginx" or "shop")
                        || (
                            !port.Word()!.StartsWith("${SHOP_BIND:-127.0.0.1}:", StringComparison.Ordinal)
                            && !port.Word()!.StartsWith("127.0.0.1:", StringComparison.Ordinal)
                        )
                    )
            )
            {
                yield return $"{name} opens a port: {port.Word()}";
            }
        }
    }

    private static IEnumerable<string> Secret(string service, string variable, string value)
    {
        foreach (Match used in Used().Matches(value))
        {
            if (IsSecret(used.Groups[1].Value) && !used.Groups[2].Value.StartsWith(":?", StringComparison.Ordinal))
            {
                yield return $"{service}: {used.Value} in {variable} has a default, or may be empty";
            }
        }

        if (
            (IsSecret(variable) || value.Contains("assword=", StringComparison.OrdinalIgnoreCase))
            && !value.Contains("${", StringComparison.Ordinal)
        )
        {
            yield return $"{service}: {variable} is written out";
        }
    }

    private static bool IsSecret(string name) =>
        new[] { "PASSWORD", "TOKEN" }.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\$\{([A-Z_]+)(:?[?-]?)[^}]*\}")]
    private static partial Regex Used();

    [GeneratedRegex(@"\$\{([A-Z_]+):\?")]
    private static partial Regex Required();
}
