// What has landed is what shops have applied: no file of a migration is edited, renamed or deleted afterwards.
using System.Security.Cryptography;

namespace Cartwright.Unit.House;

public class LandedMigrationsTests
{
    private const string List = "src/landed-migrations.sha256";

    [Fact]
    public void Migrations_are_the_texts_that_landed()
    {
        var root = RulesTests.Root();
        var there = Directory
            .EnumerateFiles(Path.Combine(root, "src"), "*.sql", SearchOption.AllDirectories)
            .Select(file => (File: file, Path: Path.GetRelativePath(root, file).Replace('\\', '/')))
            .Where(file =>
                file.Path.Contains("/Migrations/", StringComparison.Ordinal) && !file.Path.Split('/').Any(part => part is "bin" or "obj")
            )
            .ToDictionary(
                file => file.Path,
                file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.File))),
                StringComparer.Ordinal
            );
        Assert.NotEmpty(there);
        Assert.Equal([], Wrong(File.ReadAllLines(Path.Combine(root, List)), there));
    }

    [Theory]
    [InlineData("src/A/Migrations/001-a.sql", "bb", "was edited")]
    [InlineData("src/A/Migrations/002-b.sql", "aa", "is not there any more")]
    [InlineData("src/A/Migrations/001-a.sql", "aa", null)]
    public void An_edit_a_deletion_and_a_new_file_without_a_line_are_told(string path, string hash, string? wrong)
    {
        var told = Wrong(["aa  src/A/Migrations/001-a.sql"], new Dictionary<string, string> { [path] = hash });
        Assert.Equal(wrong is not null, told.Exists(line => line.Contains(wrong ?? ":", StringComparison.Ordinal)));
        Assert.Equal(
            path.EndsWith("002-b.sql", StringComparison.Ordinal),
            told.Contains($"{path} has no line. Once it is as it will land: sha256sum {path} >> {List}")
        );
    }

    private static List<string> Wrong(IEnumerable<string> lines, Dictionary<string, string> there)
    {
        var landed = lines.Select(line => line.Split("  ", 2)).ToDictionary(parts => parts[1], parts => parts[0], StringComparer.Ordinal);
        return
        [
            .. landed
                .Where(one => !there.ContainsKey(one.Key))
                .Select(one => $"{one.Key} is not there any more: shops have applied it. Bring it back."),
            .. landed
                .Where(one => there.TryGetValue(one.Key, out var hash) && hash != one.Value)
                .Select(one =>
                    $"{one.Key} was edited: shops that have applied it would be refused. Undo the edit and add a new migration."
                ),
            .. there
                .Keys.Except(landed.Keys)
                .Order(StringComparer.Ordinal)
                .Select(path => $"{path} has no line. Once it is as it will land: sha256sum {path} >> {List}"),
        ];
    }
}
