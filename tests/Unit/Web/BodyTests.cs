// Bodies: what is taken, and that everything wrong is named, at once, under a stable code.
using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Unit.Web;

public sealed class BodyTests
{
    private const string Address = """{"name":"n","line1":"l","city":"c","postal_code":"p","country":"DE"}""";

    [Theory]
    [InlineData("""{"product_id":"7","quantity":2}""")]
    [InlineData("""{"product_id":7,"quantity":2,"price":null}""")]
    [InlineData("""  {"quantity":2,"product_id":"7"}  """)]
    public void A_good_body_is_taken(string json)
    {
        var line = Read(json).Value;
        Assert.Equal(("7", 2L, null), (line.ProductId, line.Quantity, line.Price));
    }

    [Theory]
    [InlineData("1.0", 1)]
    [InlineData("2.00", 2)]
    [InlineData("1e2", 100)]
    [InlineData("10E-1", 1)]
    [InlineData("-0.0", 0)]
    [InlineData("9007199254740993.0", 9_007_199_254_740_993)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    public void A_whole_number_is_whole_however_it_is_written(string written, long whole) =>
        Assert.Equal(whole, Read($$"""{"product_id":"7","quantity":{{written}}}""").Value.Quantity);

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e-1")]
    [InlineData("9223372036854775808.0")]
    [InlineData("1e30")]
    public void Anything_else_is_refused_as_no_whole_number(string written)
    {
        var refused = Read($$"""{"product_id":"7","quantity":{{written}}}""").Refused!;
        Assert.Equal(
            ("validation_failed", "must be a whole number within range"),
            (refused.Code, (string)refused.Facts!["errors"]!["quantity"]![0]!)
        );
    }

    [Fact]
    public void Numbers_times_and_free_form_members_are_exact()
    {
        var line = Read(
            """{"product_id":"7","quantity":2,"price":29.90,"at":"2024-01-15T12:30:00+02:00","attributes":{"a":{"b":[1]}}}"""
        ).Value;
        Assert.Equal(
            """{"product_id":"7","quantity":2,"price":29.90,"at":"2024-01-15T10:30:00Z","address":null,"addresses":null,"attributes":{"a":{"b":[1]}}}""",
            System.Text.Json.JsonSerializer.Serialize(line, Json.Options)
        );
    }

    [Theory]
    [InlineData("""{"product_id":"7","quantity":2,"Price":1,"total":1,"address":{"zip":1}}""", "unknown_member", "Price,total,address.zip")]
    [InlineData("""{"product_id":"7","quantity":2,"addresses":[{"x":1},{"y":2}]}""", "unknown_member", "addresses[0].x,addresses[1].y")]
    [InlineData("""{"PRODUCT_ID":"7","quantity":2}""", "unknown_member", "PRODUCT_ID")]
    [InlineData("""{"productId":"7","quantity":2}""", "unknown_member", "productId")]
    [InlineData("""{"product_id":"7","quantity":2,"quantity":3}""", "duplicate_member", "quantity")]
    [InlineData("""{"product_id":"7","quantity":2,"address":{"name":"a","name":"b"}}""", "duplicate_member", "address.name")]
    [InlineData("""{"product_id":"7","quantity":2,"attributes":{"a":1,"a":2}}""", "duplicate_member", "attributes.a")]
    [InlineData("""{"product_id":"7","quantity":2,"attributes":{"a":[{"b":1,"b":2}]}}""", "duplicate_member", "attributes.a.b")]
    [InlineData("""{}""", "validation_failed", "product_id,quantity")]
    [InlineData("""{"product_id":null,"quantity":null}""", "validation_failed", "product_id,quantity")]
    [InlineData("""{"product_id":1.5,"quantity":"2"}""", "validation_failed", "product_id,quantity")]
    [InlineData("""{"product_id":true,"quantity":1e400}""", "validation_failed", "product_id,quantity")]
    [InlineData("""{"product_id":"7","quantity":9223372036854775808}""", "validation_failed", "quantity")]
    [InlineData("""{"product_id":"7","quantity":2.5}""", "validation_failed", "quantity")]
    [InlineData("""{"product_id":"7","quantity":2,"price":1e308}""", "validation_failed", "price")]
    [InlineData("""{"product_id":"7","quantity":2,"price":"1"}""", "validation_failed", "price")]
    [InlineData("""{"product_id":"7","quantity":2,"at":"2024-01-15"}""", "validation_failed", "at")]
    [InlineData("""{"product_id":"7","quantity":2,"at":"2024-01-15T10:30:00"}""", "validation_failed", "at")]
    [InlineData(
        """{"product_id":"7","quantity":2,"address":{"name":5}}""",
        "validation_failed",
        "address.name,address.line1,address.city,address.country"
    )]
    [InlineData("""{"product_id":"7","quantity":2,"address":[]}""", "validation_failed", "address")]
    [InlineData("""{"product_id":"7","quantity":2,"addresses":[null]}""", "validation_failed", "addresses[0]")]
    [InlineData("""[]""", "validation_failed", "body")]
    [InlineData("""5""", "validation_failed", "body")]
    [InlineData("null", "malformed_json", null)]
    [InlineData("""{"product_id":"7","quantity":2} x""", "malformed_json", null)]
    [InlineData("""{"product_id":"7","quantity":2}{}""", "malformed_json", null)]
    [InlineData("""{"product_id":"7","quantity":2,}""", "malformed_json", null)]
    [InlineData("""{"product_id":"7",/* hello */"quantity":2}""", "malformed_json", null)]
    [InlineData("""{"product_id":"7","quantity":02}""", "malformed_json", null)]
    [InlineData("""{'product_id':'7'}""", "malformed_json", null)]
    [InlineData("""{"product_id":"7","quantity":NaN}""", "malformed_json", null)]
    [InlineData("""{"product_id":"\ud800","quantity":2}""", "malformed_json", null)]
    [InlineData("[[", "malformed_json", null)]
    [InlineData("{\"product_id\":[", "malformed_json", null)]
    [InlineData("", "body_missing", null)]
    public void Everything_wrong_is_named(string json, string code, string? members)
    {
        var refused = Read(json).Refused;
        Assert.Equal((RefusalKind.Invalid, code), (refused!.Kind, refused.Code));
        Assert.Equal(members, refused.Facts?["errors"] is JsonObject errors ? string.Join(',', errors.Select(e => e.Key)) : null);
    }

    [Fact]
    public void A_missing_comma_is_found_at_its_place()
    {
        var refused = Read("{\"product_id\":\"7\"\n \"quantity\":2}").Refused!;
        Assert.Equal((2L, 2L), ((long)refused.Facts!["line"]!, (long)refused.Facts["position"]!));
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000)) + string.Concat(Enumerable.Repeat("]", 100_000));
        Assert.Equal("json_too_deep", Read("{\"product_id\":\"7\",\"quantity\":2,\"attributes\":{\"a\":" + deep + "}}").Refused!.Code);
    }

    [Fact]
    public void Bad_bytes_are_refused()
    {
        byte[] bytes = [.. "{\"product_id\":\""u8, 0xC3, 0x28, .. "\",\"quantity\":2}"u8];
        Assert.Equal("malformed_json", BodyReading.Parse<Line>(new ReadOnlySequence<byte>(bytes)).Refused!.Code);
    }

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("application/json; charset=utf-8", null)]
    [InlineData("Application/JSON", null)]
    [InlineData("application/json; charset=latin1", "unsupported_media_type")]
    [InlineData("application/jsonp", "unsupported_media_type")]
    [InlineData("text/plain", "unsupported_media_type")]
    [InlineData("application/x-www-form-urlencoded", "unsupported_media_type")]
    [InlineData(null, "unsupported_media_type")]
    public async Task Only_JSON_in_UTF_8_is_read(string? contentType, string? code)
    {
        var body = await Body<Line>.BindAsync(Request("""{"product_id":"7","quantity":2}"""u8.ToArray(), contentType));
        Assert.Equal(code, body.Refused?.Code);
        Assert.Equal(code is null ? null : RefusalKind.UnsupportedMedia, body.Refused?.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_is_refused_whether_or_not_it_says_so(bool saysSo)
    {
        var request = Request(new byte[Limits.BodyBytesMax + 1], "application/json");
        request.Request.ContentLength = saysSo ? Limits.BodyBytesMax + 1 : null;
        var body = await Body<Line>.BindAsync(request);
        Assert.Equal((RefusalKind.TooLarge, "body_too_large"), (body.Refused!.Kind, body.Refused.Code));
    }

    [Fact]
    public void A_body_of_the_whole_bound_is_read()
    {
        var json = $$"""{"product_id":"{{new string('x', (int)Limits.BodyBytesMax - 100)}}","quantity":2}""";
        Assert.Equal(2, Read(json).Value.Quantity);
    }

    [Theory]
    [InlineData("a@b.example", true)]
    [InlineData("first.last+tag@sub.b.example", true)]
    [InlineData("a@b", false)]
    [InlineData("@b.example", false)]
    [InlineData("a@.example", false)]
    [InlineData("a@b.example.", false)]
    [InlineData("a b@c.example", false)]
    [InlineData("a@b@c.example", false)]
    [InlineData("a@b.example\r\nBcc: x@y.example", false)]
    [InlineData("a,b@c.example", false)]
    [InlineData("\"a\"@c.example", false)]
    public void An_e_mail_address_cannot_carry_a_second_header(string email, bool good) =>
        Assert.Equal(good, new Check().Email("email", email).Refused is null);

    [Fact]
    public void A_check_names_every_field_with_every_fault()
    {
        var check = new Check();
        check.Text("name", new string('x', 201) + "\u0007").Range("quantity", -1, 1, 10).Email("email", "x").That(true, "fine", "never");
        Assert.Equal(0, check.Money("price", 1.001m, "USD"));
        Assert.Equal(0, check.Money("other", 1m, "QQQ"));
        Assert.Equal(1099, check.Money("good", 10.99m, "USD"));
        var errors = check.Refused!.Facts!["errors"]!.AsObject();
        Assert.Equal(["name", "quantity", "email", "price", "currency"], errors.Select(e => e.Key));
        Assert.Equal(2, errors["name"]!.AsArray().Count);
    }

    [Fact]
    public void An_address_in_a_body_is_read() =>
        Assert.Equal("DE", Read("{\"product_id\":\"7\",\"quantity\":2,\"address\":" + Address + "}").Value.Address!.Country);

    private static Outcome<Line> Read(string json) => BodyReading.Parse<Line>(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)));

    private static DefaultHttpContext Request(byte[] body, string? contentType)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentType = contentType;
        return context;
    }

    private sealed record Line(
        string ProductId,
        long Quantity,
        decimal? Price = null,
        DateTimeOffset? At = null,
        PostalAddress? Address = null,
        List<PostalAddress>? Addresses = null,
        JsonObject? Attributes = null
    );
}
