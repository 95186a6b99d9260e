// Cursors that cannot be made or bent, pages without gaps, and conditional requests.
using Cartwright.Web;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Unit.Web;

public sealed class PageTests
{
    private readonly Cursors cursors = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void A_cursor_gives_back_its_parts() =>
        Assert.Equal(["a", string.Empty, "ü\0\""], cursors.Decode("p", cursors.Encode("p", "a", string.Empty, "ü\0\"")).Value);

    [Fact]
    public void A_cursor_with_any_character_changed_is_refused()
    {
        var cursor = cursors.Encode("p", "a", "b");
        for (var i = 0; i < cursor.Length; i++)
        {
            var bent = cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..];
            var outcome = cursors.Decode("p", bent);

            // The last character may have spare bits: the same bytes are the same cursor.
            Assert.True(outcome.Refused?.Code == "invalid_cursor" || (i == cursor.Length - 1 && outcome.Value is ["a", "b"]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    public void A_made_up_cursor_is_refused(string cursor) => Assert.Equal("invalid_cursor", cursors.Decode("p", cursor).Refused!.Code);

    [Fact]
    public void A_cursor_of_another_list_or_another_key_is_refused()
    {
        Assert.Equal("invalid_cursor", cursors.Decode("orders", cursors.Encode("users", "1")).Refused!.Code);
        Assert.Equal("invalid_cursor", cursors.Decode("p", new Cursors(new byte[32]).Encode("p", "1")).Refused!.Code);
        Assert.Equal("invalid_cursor", PageRequest.Of(cursors, cursor: cursors.Encode("p", "1")).After("p", 2).Refused!.Code);
        Assert.Equal("invalid_cursor", cursors.Decode("p", new string('A', 3_000)).Refused!.Code);
    }

    [Fact]
    public void Pages_follow_each_other_without_gap_or_repeat()
    {
        var all = Enumerable.Range(0, 25).ToList();
        var seen = new List<int>();
        string? cursor = null;
        do
        {
            var request = PageRequest.Of(cursors, 10, cursor);
            var after = request.After("p", 1).Value is [var last] ? int.Parse(last, System.Globalization.CultureInfo.InvariantCulture) : -1;
            var page = request.Page("p", [.. all.Where(i => i > after).Take(request.Limit + 1)], i => i, i => [$"{i}"]);
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        } while (cursor is not null);
        Assert.Equal(all, seen);
    }

    [Theory]
    [InlineData("?limit=0", "invalid_limit")]
    [InlineData("?limit=201", "invalid_limit")]
    [InlineData("?limit=-1", "invalid_limit")]
    [InlineData("?limit=1000000000000", "invalid_limit")]
    [InlineData("?limit=ten", "invalid_limit")]
    [InlineData("?limit=1&limit=2", "invalid_limit")]
    [InlineData("?limit=200", null)]
    [InlineData("", null)]
    public async Task A_limit_is_from_1_to_200(string query, string? code)
    {
        var context = new DefaultHttpContext { RequestServices = new One(cursors) };
        context.Request.QueryString = new QueryString(query);
        Assert.Equal(code, (await PageRequest.BindAsync(context)).Refused?.Code);
    }

    [Theory]
    [InlineData("\"7\"", true)]
    [InlineData("W/\"7\"", true)]
    [InlineData("\"6\", \"7\"", true)]
    [InlineData("*", true)]
    [InlineData("\"8\"", false)]
    [InlineData("7", false)]
    [InlineData("", false)]
    public void If_None_Match_compares_weakly(string header, bool notModified)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfNoneMatch = header;
        Assert.Equal(notModified, context.NotModified(Conditional.ETag(7)));
        Assert.Equal(notModified ? 304 : 200, context.Response.StatusCode);
        Assert.Equal("\"7\"", context.Response.Headers.ETag);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("*", null, null)]
    [InlineData("\"7\"", 7L, null)]
    [InlineData("W/\"7\"", null, "version_mismatch")]
    [InlineData("7", null, "version_mismatch")]
    [InlineData("\"7\", \"8\"", null, "version_mismatch")]
    [InlineData("\"-7\"", null, "version_mismatch")]
    public void If_Match_wants_one_strong_version(string? header, long? version, string? code)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfMatch = header;
        var outcome = context.Request.IfMatch();
        Assert.Equal(code, outcome.Refused?.Code);
        if (code is null)
        {
            Assert.Equal(version, outcome.Value);
        }
    }

    private sealed class One(object value) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(value) ? value : null;
    }
}
