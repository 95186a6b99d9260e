// The carts' table as the shop makes it, as CloudFormation makes it, and as Terraform makes it: one shape.
using System.Globalization;
using System.Text.RegularExpressions;
using Cartwright.DynamoDb;
using YamlDotNet.RepresentationModel;

namespace Cartwright.Unit.Deploy;

public sealed partial class CartTableTests
{
    /// <summary>What src/Providers/DynamoDb checks at its start, in one line each.</summary>
    private static readonly string[] Shape =
    [
        $"keys {Names.UserId} S, {Names.ItemId} S",
        $"index {Names.ProductIndex} {Names.ProductId} S ALL",
        $"index {Names.JournalIndex} {Names.JournalShard} N, {Names.JournalAt} N KEYS_ONLY",
        $"ttl {Names.Ttl} true",
        "recovery true",
        "billing PAY_PER_REQUEST",
    ];

    [Fact]
    public void CloudFormation_makes_the_table_the_shop_wants()
    {
        Assert.Equal(Shape, FromTemplate(DeployFolder.Text("deploy/serverless/template.yaml")));
        Assert.NotEqual(
            Shape,
            FromTemplate(
                DeployFolder
                    .Text("deploy/serverless/template.yaml")
                    .Replace("journal_at, AttributeType: N", "journal_at, AttributeType: S", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void Terraform_makes_the_table_the_shop_wants()
    {
        Assert.Equal(Shape, FromTerraform(DeployFolder.Text("deploy/terraform/main.tf")));
        Assert.NotEqual(
            Shape,
            FromTerraform(DeployFolder.Text("deploy/terraform/main.tf").Replace("\"KEYS_ONLY\"", "\"ALL\"", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void The_functions_variables_are_configuration_keys_and_hold_no_secret()
    {
        var variables = DeployFolder
            .Yaml("deploy/serverless/template.yaml")
            .Single()
            .Entries("Resources", "CartFunction", "Properties", "Environment", "Variables")
            .ToList();
        Assert.True(variables.Count > 10);
        Assert.Empty(variables.Select(variable => ConfigurationKeys.Wrong(variable.Key)).OfType<string>());
        Assert.All(
            variables
                .Where(variable => variable.Key is "Service__Token" or "Data")
                .Select(variable => ((YamlScalarNode)variable.Value).Value),
            value => Assert.Contains("{{resolve:secretsmanager:", value, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_linter_of_CloudFormation_finds_nothing()
    {
        var lint = DeployFolder.Program("cfn-lint", "pip install cfn-lint");
        await DeployFolder.Run(lint, ["--non-zero-exit-code", "warning", "deploy/serverless/template.yaml"]);
    }

    [Fact]
    public async Task Terraform_would_not_write_a_line_differently()
    {
        // Its parser too: what it cannot read it cannot format. Checking against the provider's schema would fetch the provider.
        var terraform = DeployFolder.Program("terraform", "https://developer.hashicorp.com/terraform/install brings it");
        await DeployFolder.Run(
            terraform,
            ["fmt", "-check", "-diff", "deploy/terraform"],
            ("TF_CLI_CONFIG_FILE", "/dev/null"),
            ("CHECKPOINT_DISABLE", "1")
        );
    }

    private static string[] FromTemplate(string text)
    {
        var table = DeployFolder.Parse(text).Single().At("Resources", "CartTable", "Properties");
        var types = table
            .Items("AttributeDefinitions")
            .ToDictionary(a => a.Word("AttributeName")!, a => a.Word("AttributeType")!, StringComparer.Ordinal);
        string Keys(YamlNode node) =>
            string.Join(
                ", ",
                node.Items("KeySchema")
                    .OrderBy(key => key.Word("KeyType"), StringComparer.Ordinal)
                    .Select(key => $"{key.Word("AttributeName")} {types[key.Word("AttributeName")!]}")
            );
        return
        [
            "keys " + Keys(table!),
            .. table
                .Items("GlobalSecondaryIndexes")
                .Select(index => $"index {index.Word("IndexName")} {Keys(index)} {index.Word("Projection", "ProjectionType")}"),
            $"ttl {table.Word("TimeToLiveSpecification", "AttributeName")} {table.Word("TimeToLiveSpecification", "Enabled")}",
            $"recovery {table.Word("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled")}",
            $"billing {table.Word("BillingMode")}",
        ];
    }

    private static string[] FromTerraform(string text)
    {
        var table = text[
            text.IndexOf("resource \"aws_dynamodb_table\"", StringComparison.Ordinal)..text.IndexOf("\ndata ", StringComparison.Ordinal)
        ];
        var blocks = Block().Matches(table).Select(match => (Kind: match.Groups[1].Value, Body: match.Groups[2].Value)).ToList();
        var types = blocks
            .Where(block => block.Kind == "attribute")
            .ToDictionary(block => Value(block.Body, "name"), block => Value(block.Body, "type"), StringComparer.Ordinal);
        string Keys(string body) =>
            string.Join(
                ", ",
                new[] { Value(body, "hash_key"), Value(body, "range_key") }
                    .Where(key => key.Length > 0)
                    .Select(key => $"{key} {types[key]}")
            );
        var (ttl, recovery) = (
            blocks.Single(block => block.Kind == "ttl").Body,
            blocks.Single(block => block.Kind == "point_in_time_recovery").Body
        );
        return
        [
            "keys " + Keys(Block().Replace(table, string.Empty)),
            .. blocks
                .Where(block => block.Kind == "global_secondary_index")
                .Select(block => $"index {Value(block.Body, "name")} {Keys(block.Body)} {Value(block.Body, "projection_type")}"),
            $"ttl {Value(ttl, "attribute_name")} {Value(ttl, "enabled")}",
            $"recovery {Value(recovery, "enabled")}",
            $"billing {Value(Block().Replace(table, string.Empty), "billing_mode")}",
        ];
    }

    private static string Value(string body, string name) =>
        Regex
            .Match(body, string.Create(CultureInfo.InvariantCulture, $@"^\s*{name}\s*=\s*""?([^""\n]*)""?$"), RegexOptions.Multiline)
            .Groups[1]
            .Value;

    [GeneratedRegex(@"^  (\w+) \{\n(.*?)^  \}\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
