// Runs the rules over the repository, and shows each of them fire.
using System.Xml.Linq;

namespace Cartwright.Unit.House;

public class RulesTests
{
    public static TheoryData<string> RuleNames => [.. Rules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void The_house_keeps_its_rule(string name)
    {
        var rule = Rules.All.Single(r => r.Name == name);
        var broken = Files().Select(f => (f.Path, Wrong: rule.Look(f))).Where(f => f.Wrong is not null).Select(f => $"{f.Path}: {f.Wrong}");
        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("a file begins by saying what it is for", "src/Kernel/A.cs", "using System;")]
    [InlineData("words that say nothing are not names", "src/Kernel/OrderManager.cs", "// An order.")]
    [InlineData("no leftovers", "src/Kernel/A.cs", "// TODO later")]
    [InlineData("a module knows no other module", "src/Modules/Carts/A.cs", "// A.\nusing Cartwright.Ordering;")]
    [InlineData("modules know neither Providers, Wire nor Host", "src/Modules/Carts/A.cs", "// A.\nusing Cartwright.Wire;")]
    [InlineData("no binary floating point beside money", "src/Modules/Carts/A.cs", "double priceMinor = 1;")]
    [InlineData("a swallowed exception hides a bug", "src/Kernel/A.cs", "try { A(); } catch (Exception) { }")]
    [InlineData("what staff may do is asked by permission", "src/Modules/Carts/A.cs", "// A.\ncarts.MapGet(\"/\", All).Only(Role.Admin);")]
    [InlineData("SQL belongs to stores", "src/Modules/Carts/AddItem.cs", "\"SELECT 1\"")]
    [InlineData("sums of amounts are exact", "src/Modules/Carts/CartStore.cs", "SELECT SUM(units), SUM(value_minor) FROM cart_lives")]
    [InlineData("pages are keyset, never offset", "src/Modules/Carts/CartStore.cs", "LIMIT $1 OFFSET $2")]
    [InlineData("values of the configuration are read strictly", "src/Modules/Carts/A.cs", "configuration.GetValue(\"Carts:TtlDays\", 30)")]
    [InlineData("no region, no banner", "src/Kernel/A.cs", "#region A")]
    [InlineData(
        "a line ends at 140 characters",
        "src/Kernel/A.cs",
        "    // A comment of a hundred and forty-one characters, counted from the beginning of its line, which nobody reads to its end on a screen ....... ."
    )]
    [InlineData("a test has no sleep", "tests/Unit/Carts/A.cs", "Thread.Sleep(1);")]
    public void Each_rule_fires(string name, string path, string text) =>
        Assert.NotNull(Rules.All.Single(r => r.Name == name).Look(new SourceFile(path, text)));

    [Fact]
    public void Each_rule_is_shown_to_fire() =>
        Assert.Equal(
            Rules.All.Count,
            typeof(RulesTests).GetMethod(nameof(Each_rule_fires))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length
        );

    [Fact]
    public void Migrations_of_one_place_are_numbered_without_gap_or_twin()
    {
        foreach (
            var folder in Files()
                .Where(f =>
                    f.Path.StartsWith("src/", StringComparison.Ordinal)
                    && f.Path.Contains("/Migrations/", StringComparison.Ordinal)
                    && !f.Path.Contains("/Earlier/", StringComparison.Ordinal)
                )
                .GroupBy(f => System.IO.Path.GetDirectoryName(f.Path))
        )
        {
            var numbers = folder.Select(f => f.Name[..3]).Order(StringComparer.Ordinal);
            Assert.Equal(
                Enumerable.Range(1, folder.Count()).Select(n => n.ToString("000", System.Globalization.CultureInfo.InvariantCulture)),
                numbers
            );
        }
    }

    [Fact]
    public void A_module_project_references_nothing_but_what_all_modules_share()
    {
        foreach (var project in Directory.EnumerateFiles(Path.Combine(Root(), "src", "Modules"), "*.csproj", SearchOption.AllDirectories))
        {
            Assert.Empty(XDocument.Load(project).Descendants("ProjectReference"));
        }
    }

    [Fact]
    public void A_module_that_hears_of_persons_hears_when_they_are_erased()
    {
        var deaf = Files().Where(file => file.IsModule && file.Name.EndsWith("Module", StringComparison.Ordinal)).SelectMany(Deaf);
        Assert.Empty(deaf);
        Assert.Equal(
            ["A hears order.*"],
            Deaf(new("src/Modules/A/A.cs", ".On<OrderFacts>(Topics.OrderPlaced, x).On<UserErasure>(Topics.UserErased, x)"))
        );
        Assert.Equal(
            ["A hears user.*"],
            Deaf(new("src/Modules/A/A.cs", ".On<CartReminder>(Topics.CartReminder, x).ForgetParked(Topics.OrderErased)"))
        );

        static IEnumerable<string> Deaf(SourceFile file)
        {
            string[] ofOrders = ["OrderFacts", "OrderRefundFacts", "OrderEditFacts", "OrderNotification"];
            string[] ofUsers = ["UserFacts", "AccountNotification", "CartReminder"];
            return new[]
            {
                (Records: ofOrders, Erased: "Topics.OrderErased", Of: "order.*"),
                (Records: ofUsers, Erased: "Topics.UserErased", Of: "user.*"),
            }
                .Where(one =>
                    one.Records.Any(record => file.Text.Contains($".On<{record}>(", StringComparison.Ordinal))
                    && !file.Text.Contains(one.Erased, StringComparison.Ordinal)
                )
                .Select(one => $"{file.Name} hears {one.Of}");
        }
    }

    private static IEnumerable<SourceFile> Files()
    {
        var root = Root();
        foreach (var folder in new[] { "src", "tests", "bench" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, folder), "*.*", SearchOption.AllDirectories))
            {
                var path = Path.GetRelativePath(root, file).Replace('\\', '/');
                if (
                    path.Split('/') is var parts
                    && !parts.Contains("bin")
                    && !parts.Contains("obj")
                    && (path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".sql", StringComparison.Ordinal))
                )
                {
                    yield return new SourceFile(path, File.ReadAllText(file));
                }
            }
        }
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cartwright.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must run inside the repository.");
        }

        return folder.FullName;
    }
}
