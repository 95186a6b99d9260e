// Every table says what a person's file has of it or why nothing, and what the file has comes page by page and of nobody else.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Promotions;
using Cartwright.Recommendations;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PersonTablesTests
{
    public static TheoryData<Type> Modules => [.. Forget.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task Every_table_of_a_module_is_in_a_persons_file_or_says_why_not(Type module)
    {
        var tables = TablesOf(module);
        var missing = Forget.Tables(module).Select(one => one.Table).Except(tables.Select(one => one.Table)).ToList();
        Assert.True(
            missing.Count == 0,
            $"PersonSql.cs of {module.Name} says nothing of {string.Join(", ", missing)}: what has a person's file of it, or why nothing?"
        );
        Assert.Empty(tables.Select(one => one.Table).Except(Forget.Tables(module).Select(one => one.Table)));
        Assert.All(
            tables,
            one =>
                Assert.True(
                    one.Kind is not null ^ one.Why is not null && (one.Why?.EndsWith('.') ?? true) && one.Why?.Length != 1,
                    one.Table
                )
        );

        // What is asked of an engine is SQL there, on the first page and behind it.
        await using var test = await Open(module);
        var records = new PersonTables("it", test.Database, tables);
        var told = tables.Where(one => one.Columns is not null).ToList();
        for (var i = 0; i < told.Count; i++)
        {
            foreach (var after in new[] { string.Empty, $"{i}:{(told[i].IsNumbered ? "7" : "x")}" })
            {
                var ask = new PersonRecordsRequest { After = after };
                ask.UserIds.Add("nobody");
                ask.OrderIds.Add("nothing");
                Assert.Empty((await records.GetRecords(ask, default)).Value.Records);
            }
        }
    }

    [Fact]
    public async Task Rows_come_page_by_page_of_those_who_were_asked_for_alone()
    {
        await using var test = await Open(typeof(PromotionsModule));
        await test.Database.Write(async tx =>
        {
            for (var i = 0; i < 130; i++)
            {
                foreach (var user in new[] { "ann", "guest-1", "bob" })
                {
                    await tx.Send(
                        "INSERT INTO group_members(customer_group, user_id, added_ms) VALUES ($1, $2, $3)",
                        $"g{i:000}",
                        user,
                        5L
                    );
                }
            }

            return true;
        });
        var records = new PersonTables("promotions", test.Database, TablesOf(typeof(PromotionsModule)));
        var ask = new PersonRecordsRequest();
        ask.UserIds.AddRange(["ann", "guest-1"]);
        var (rows, pages) = (new List<JsonNode>(), 0);
        do
        {
            var reply = (await records.GetRecords(ask, default)).Value;
            Assert.True(reply.Records.Count <= 100);
            rows.AddRange(reply.Records.Select(one => JsonNode.Parse(one.Json)!));
            ask.After = reply.Next;
            pages++;
        } while (ask.After.Length > 0);

        Assert.Equal((260, 3), (rows.Select(one => one.ToJsonString()).Distinct().Count(), pages));
        Assert.Equal(["ann", "guest-1"], rows.Select(one => (string)one["user_id"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("1970-01-01T00:00:00.005Z", (string)rows[0]["added_at"]!);

        ask.After = "99:x";
        Assert.Equal("invalid_person", (await records.GetRecords(ask, default)).Refused?.Code);
        ask.After = string.Empty;
        ask.OrderIds.AddRange(Enumerable.Range(0, Limits.ContractIdsMax + 1).Select(i => $"o{i}"));
        Assert.Equal("invalid_person", (await records.GetRecords(ask, default)).Refused?.Code);
    }

    [Fact]
    public async Task What_a_column_keeps_as_json_is_json_in_the_file()
    {
        await using var test = await Open(typeof(RecommendationsModule));
        await test.Database.Write(tx =>
            tx.Execute(
                "INSERT INTO taken_order(order_id, user_id, at_ms, products, paired, cancelled) VALUES ('o1', 'ann', 5, '[\"p1\"]', 1, 0)"
            )
        );
        var records = new PersonTables(
            "recommendations",
            test.Database,
            [PersonTable.OfUser("taken_order", "order_counted", "order_id, products, at_ms", "order_id", "products")]
        );
        var ask = new PersonRecordsRequest();
        ask.UserIds.Add("ann");
        var one = Assert.Single((await records.GetRecords(ask, default)).Value.Records);
        Assert.Equal(("order_counted", """{"order_id":"o1","products":["p1"],"at":"1970-01-01T00:00:00.005Z"}"""), (one.Kind, one.Json));
    }

    private static Task<TestDatabase> Open(Type module) =>
        TestDatabase.Open(
            module.Name.Replace("Module", string.Empty, StringComparison.Ordinal).ToLowerInvariant(),
            module.Assembly,
            new TestClock()
        );

    private static IReadOnlyList<PersonTable> TablesOf(Type module) =>
        Cartwright.Host.Modules.All.Single(row => row.Module.GetType().Assembly == module.Assembly).Module.Persons;
}
