// A person is erased beside the running shop: nothing of her is in any file of it, and every order still verifies.
using System.Text;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed class EraseCommandTests
{
    private const string Email = "wil.quillfeather@example.com";
    private const string Password = "correct horse battery";
    private const string Address =
        """{"name":"Wilhelmina Quillfeather","line1":"77 Wisteria Row","city":"Borogove","region":"TX","postal_code":"73301","country":"US"}""";

    /// <summary>All that the shop ever hears of her, and what she and staff wrote.</summary>
    private static readonly string[] Hers = ["quillfeather", "Wilhelmina", "Wisteria", "Borogove", "jabberwock"];

    [Fact]
    public async Task An_erased_person_is_in_no_file_of_the_shop_and_every_order_verifies()
    {
        await using var host = await HostProcess.StartOne("--demo");
        var api = Api.At(host);
        var admin = await api.Admin();
        (
            await api.Post(
                "/api/auth/register",
                $$"""{"email":"{{Email}}","password":"{{Password}}","name":"Wilhelmina Quillfeather","address":{{Address}}}"""
            )
        ).Expect(201);
        var wil = await api.SignIn(Email, Password);
        var cancelled = await Order(wil, null);
        (await wil.Post($"/api/orders/{cancelled}/cancel", """{"reason":"the jabberwock ate it"}""")).Expect(200);
        await wil.GivenBack(cancelled);
        var delivered = await Order(wil, null);
        (await admin.Post($"/api/orders/{delivered}/refunds", """{"reason":"late, says Quillfeather","amount":1.50}""")).Expect(201);
        await admin.GivenBack(delivered);
        foreach (var status in new[] { "processing", "shipped", "delivered" })
        {
            (await admin.Patch($"/api/orders/{delivered}", $$"""{"status":"{{status}}","reason":"past the jabberwock"}""")).Expect(200);
        }

        // The same person as a guest, once more.
        var guest = await api.Guest();
        var asGuest = await Order(guest, Email);
        await wil.Add("2");

        Assert.NotEmpty(Left(host.Folder));
        var (code, output) = await Erase(host, "--email", Email);
        Assert.True(
            code == 1 && output.Contains(asGuest, StringComparison.Ordinal) && output.Contains("order_under_way", StringComparison.Ordinal),
            output
        );
        (await guest.Post($"/api/orders/{asGuest}/cancel", """{"reason":"jabberwock again"}""")).Expect(200);
        await guest.GivenBack(asGuest);
        (code, output) = await Erase(host, "--email", Email, "--dry-run");
        Assert.True(code == 0 && output.Contains("3 orders would be erased", StringComparison.Ordinal), output);
        (await wil.Get("/api/users/me")).Expect(200);
        (code, output) = await Erase(host, "--email", Email.ToUpperInvariant());
        Assert.True(code == 0, output);

        // The running shop hears of it: account and guest are out, and the rest follows by events.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        foreach (var one in new[] { wil, guest })
        {
            while ((await one.Get("/api/cart/me")).Status != 401)
            {
                patience.Token.ThrowIfCancellationRequested();
                await Api.Pause();
            }
        }

        while (await MailsAreLeft() || await CartIsLeft())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Api.Pause();
        }

        foreach (var id in new[] { cancelled, delivered, asGuest })
        {
            Assert.True((bool)(await admin.Get($"/api/orders/{id}/verify")).Expect(200).Json["holds"]!);
            var order = (await admin.Get($"/api/orders/{id}")).Expect(200).Json;
            Assert.Equal(
                (string.Empty, "US"),
                ((string?)order["shipping_address"]!["name"], (string?)order["shipping_address"]!["country"])
            );
        }

        (code, output) = await Erase(host, "--email", Email);
        Assert.True(code == 0 && output.Contains("0 of 0 orders", StringComparison.Ordinal), output);
        Assert.Equal(0, (await host.Terminate()).Code);
        (code, output) = await HostProcess.Run("verify", "--data", host.Folder);
        Assert.True(code == 0 && output.Contains("Everything holds", StringComparison.Ordinal), output);
        (code, output) = await HostProcess.Run("database", "compact", "--data", host.Folder);
        Assert.True(code == 0, output);
        Assert.Equal([], Left(host.Folder));

        async Task<bool> MailsAreLeft() =>
            (await admin.All("/api/mail")).Exists(mail =>
                ((string)mail["to"]!).Contains("quillfeather", StringComparison.OrdinalIgnoreCase)
            );

        async Task<bool> CartIsLeft() =>
            (await admin.Get("/api/carts?limit=200")).Expect(200).Text.Contains("quillfeather", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> Order(Api buyer, string? email)
    {
        await buyer.Add("1");
        var placed = (
            await buyer.Post(
                "/api/orders",
                $$"""{"shipping_address":{{Address}},"shipping_method":"standard","payment_method":{"token":"tok_visa"}{{(email is null ? string.Empty : $",\"email\":\"{email}\"")}}}"""
            )
        )
            .Expect(201)
            .Json;
        await buyer.Settled((string)placed["order_id"]!);
        return (string)placed["order_id"]!;
    }

    private static Task<(int Code, string Output)> Erase(HostProcess host, params string[] whom) =>
        HostProcess.Run(["erase", .. whom, "--data", host.Folder]);

    // The shop may have it open.
    private static byte[] Bytes(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    private static List<string> Left(string folder) =>
        [
            .. Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .SelectMany(file =>
                    Encoding.Latin1.GetString(Bytes(file)) is var text
                        ? Hers.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
                            .Select(word => $"{Path.GetFileName(file)}: {word}")
                        : []
                ),
        ];
}
