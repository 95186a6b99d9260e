// The API document: that it can be relied upon by those who make clients of it.
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed class DocumentTests(DemoShop shop)
{
    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_and_every_parameter_a_description()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (where, operation) in Operations(await Document()))
        {
            Assert.True(names.Add((string)operation["operationId"]!), $"{where} has the name of another.");
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            {
                Assert.True(seen.Add($"{parameter!["in"]} {parameter["name"]}"), $"{where} has {parameter["name"]} twice.");
                Assert.False(string.IsNullOrEmpty((string?)parameter["description"]), $"{where} does not say what {parameter["name"]} is.");
            }
        }
    }

    [Fact]
    public async Task Every_operation_says_who_may_call_it_and_every_example_has_its_shape()
    {
        var document = await Document();
        var (examples, shapes) = (0, new Dictionary<string, JsonSchema>(StringComparer.Ordinal));
        foreach (var (where, operation) in Operations(document))
        {
            // An empty list says: nobody has to sign in.
            Assert.True(operation["security"] is JsonArray, $"{where} says nothing about signing in.");
            var bodies = operation["responses"]!
                .AsObject()
                .Select(answer => (At: $"{where} {answer.Key}", Body: answer.Value))
                .Append((At: where, Body: operation["requestBody"]));
            foreach (
                var (at, media) in bodies.SelectMany(body =>
                    body.Body?["content"]?.AsObject().Select(media => (body.At, media.Value!)) ?? []
                )
            )
            {
                var shown = media["examples"]?.AsObject().Select(one => one.Value!["value"]) ?? [];
                foreach (var example in shown.Append(media["example"]).OfType<JsonNode>())
                {
                    using var value = JsonDocument.Parse(example.ToJsonString());
                    var result = Shape(media["schema"]!)
                        .Evaluate(value.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
                    Assert.True(
                        result.IsValid,
                        $"The example of {at} is not of its shape: {example.ToJsonString()}\n{string.Join('\n', Faults(result))}"
                    );
                    examples++;
                }
            }
        }

        // The check itself: a problem without its members is none.
        using var nothing = JsonDocument.Parse("{}");
        Assert.False(Shape(JsonNode.Parse("""{"$ref":"#/components/schemas/problem"}""")!).Evaluate(nothing.RootElement).IsValid);
        Assert.True(examples > 500, $"only {examples} examples");
        Assert.All(
            document["tags"]!.AsArray(),
            tag => Assert.False(string.IsNullOrEmpty((string?)tag!["description"]), $"Nothing says what {tag["name"]} is about.")
        );

        // A schema of its own, with the document's named shapes beside it.
        JsonSchema Shape(JsonNode schema)
        {
            var text = schema.ToJsonString();
            if (!shapes.TryGetValue(text, out var shape))
            {
                var whole = schema.DeepClone().AsObject();
                whole["$defs"] = document["components"]!["schemas"]!.DeepClone();
                shape = shapes[text] = JsonSchema.FromText(
                    whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal)
                );
            }

            return shape;
        }

        static IEnumerable<string> Faults(EvaluationResults result) =>
            (result.Details ?? [])
                .Where(one => one.Errors is not null)
                .SelectMany(one => one.Errors!.Select(error => $"{one.InstanceLocation} {error.Value}"));
    }

    [Fact]
    public async Task Deleting_answers_without_a_body()
    {
        foreach (var (where, operation) in Operations(await Document()).Where(o => o.Where.StartsWith("delete ", StringComparison.Ordinal)))
        {
            // Erasing oneself goes on behind its answer.
            var answer = where == "delete /api/users/me" ? "202" : "204";
            Assert.True(
                operation["responses"]!.AsObject().ContainsKey(answer) && !operation["responses"]!.AsObject().ContainsKey("200"),
                where
            );
        }
    }

    [Fact]
    public async Task Shapes_say_what_may_be_absent_and_which_words_there_are()
    {
        var schemas = (await Document())["components"]!["schemas"]!;
        Assert.DoesNotContain("coupon", Required(schemas["cart_body"]!));
        Assert.DoesNotContain("total", Required(schemas["product_list_body"]!));
        Assert.Contains("items", Required(schemas["cart_body"]!));
        Assert.Equal("#/components/schemas/order_payment_body", (string?)schemas["order_body"]!["properties"]!["payment"]!["$ref"]);
        Assert.Contains(
            "partially_shipped",
            schemas["order_body"]!["properties"]!["status"]!["enum"]!.AsArray().Select(word => (string)word!)
        );
        Assert.Contains("vendor", schemas["profile"]!["properties"]!["roles"]!["items"]!["enum"]!.AsArray().Select(word => (string)word!));
    }

    private static IEnumerable<string> Required(JsonNode schema) => schema["required"]!.AsArray().Select(name => (string)name!);

    private static IEnumerable<(string Where, JsonNode Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Key is "get" or "post" or "put" or "patch" or "delete"
        select ($"{operation.Key} {path.Key}", operation.Value!);

    private async Task<JsonNode> Document() => (await shop.Api.Get("/api/openapi.json")).Expect(200).Json;
}
