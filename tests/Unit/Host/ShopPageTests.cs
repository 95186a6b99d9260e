// The first HTML of every page: the right name in it, and text that stays text.
using Cartwright.Contracts;
using Cartwright.Host;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Host;

public sealed class ShopPageTests : IDisposable
{
    private const string Name = "Müller & Söhne <b>";

    // As web/index.html is written; the end-to-end tests hold the built one to it.
    private const string Page = """
        <!doctype html>
        <html lang="en">
          <head>
            <meta name="description" content="Cartwright: well-made things from independent makers, in one cart." />
            <title>Cartwright</title>
          </head>
          <body>
            <noscript>The Cartwright shop needs JavaScript to be switched on.</noscript>
          </body>
        </html>
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-page-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_shop_with_a_name_is_nowhere_called_by_the_programs_and_its_name_is_text_everywhere()
    {
        var shop = Plain with
        {
            Name = Name,
            Announcement = "</script><script>alert(1)</script>",
            Sender = new(Address: "secret@mueller.example"),
        };
        var page = ShopPage.Write(Page, shop);
        Assert.DoesNotContain("Cartwright", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)</script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", page, StringComparison.Ordinal);
        Assert.Contains("<title>M&#252;ller &amp; S&#246;hne &lt;b&gt;</title>", page, StringComparison.Ordinal);
        Assert.Contains("content=\"M&#252;ller &amp; S&#246;hne &lt;b&gt;\"", page, StringComparison.Ordinal);

        // The block is read again as what was said.
        var begin = page.IndexOf("id=\"shop\">", StringComparison.Ordinal) + "id=\"shop\">".Length;
        var block = page[begin..page.IndexOf("</script>", begin, StringComparison.Ordinal)];
        var read = System.Text.Json.JsonSerializer.Deserialize<ShopSettings>(block, Json.Options)!;
        Assert.Equal((Name, shop.Announcement, null), (read.Name, read.Announcement, read.Sender));
    }

    [Fact]
    public void A_shop_that_nobody_has_named_looks_as_before_and_a_page_of_somebody_else_stays_whole()
    {
        var page = ShopPage.Write(Page, Plain);
        Assert.Contains("<title>Cartwright</title>", page, StringComparison.Ordinal);
        Assert.Contains("id=\"shop\"", page, StringComparison.Ordinal);
        Assert.Equal("no head here", ShopPage.Write("no head here", Plain with { Name = Name }));
    }

    [Fact]
    public void The_manifest_has_the_shops_name_and_icons_of_both_kinds()
    {
        var shop = Plain with { Name = Name, Language = "de" };
        using var manifest = System.Text.Json.JsonDocument.Parse(ShopManifest.Write(shop));
        var root = manifest.RootElement;
        Assert.Equal(
            (Name, "de", "/"),
            (root.GetProperty("name").GetString(), root.GetProperty("lang").GetString(), root.GetProperty("start_url").GetString())
        );
        Assert.Equal(shop.Colours.Accent, root.GetProperty("theme_color").GetString());
        Assert.Equal(
            ["/icons/icon-192.png any", "/icons/icon-512.png any", "/icons/maskable-192.png maskable", "/icons/maskable-512.png maskable"],
            root.GetProperty("icons").EnumerateArray().Select(icon => $"{icon.GetProperty("src")} {icon.GetProperty("purpose")}")
        );
    }

    [Fact]
    public void The_page_is_made_once_a_change_in_each_form_that_the_build_has()
    {
        File.WriteAllText(Path.Combine(folder, "index.html"), Page);
        File.WriteAllText(Path.Combine(folder, "index.html.br"), "from the build");
        var settings = new Told(Plain);
        var page = new ShopPage(PageFiles.Read(folder), settings);
        var before = page.Now!;
        Assert.Same(before, page.Now);
        Assert.Equal([null, "br"], before.Forms.Select(form => form.Coding).Order());

        settings.Current = Plain with { Name = Name };
        var after = page.Now!;
        Assert.NotSame(before, after);
        Assert.NotEqual(before.Forms[^1].Tag, after.Forms[^1].Tag);
        using var open = new System.IO.Compression.BrotliStream(
            new MemoryStream(after.Best("br").Bytes),
            System.IO.Compression.CompressionMode.Decompress
        );
        using var reader = new StreamReader(open);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(after.Best("identity").Bytes), reader.ReadToEnd());
        Assert.Null(new ShopPage(PageFiles.Read(Path.Combine(folder, "none")), settings).Now);
    }

    private static ShopSettings Plain { get; } = ShopDefaults.Of(new ConfigurationBuilder().Build());

    private sealed class Told(ShopSettings shop) : IShopSettings
    {
        public ShopSettings Current { get; set; } = shop;
    }
}
