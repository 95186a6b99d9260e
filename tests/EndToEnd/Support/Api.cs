// The API as one caller sees it: JSON in, status and JSON out.
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

/// <summary>One reply.</summary>
public sealed record Reply(int Status, string Text, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException($"No JSON: {Text}");

    public string? Code => (string?)Json["code"];

    /// <summary>
    /// Whether a client comes again with the same key: somebody is away or late (504 is the gateway's word for it), or the first press is
    /// under way.
    /// </summary>
    public bool ComesAgain => Status is 503 or 504 || (Status == 409 && Code == "idempotency_in_progress");

    /// <summary>The reply itself when it has the status, else a failure that shows what came.</summary>
    public Reply Expect(int status) =>
        Status == status ? this : throw new Xunit.Sdk.XunitException($"Expected {status}, got {Status}: {Text}");
}

/// <summary>A caller, with or without a token.</summary>
public sealed class Api(HttpClient http, string? token = null)
{
    // Less than a token lives. A password costs the shop 0.15 s of a processor by design, and tests of one shop would pay it often.
    private static readonly TimeSpan SignedInFor = TimeSpan.FromMinutes(5);
    private ConcurrentDictionary<string, (DateTime At, Task<string> Token)> signedIn = new(StringComparer.Ordinal);
    private bool isPatient;

    public const string Address =
        """{"name":"Ada Buyer","line1":"1 Market St","city":"Austin","region":"TX","postal_code":"73301","country":"US"}""";

    public static Api At(int port) => At(new Uri($"http://localhost:{port}"));

    public static Api At(HostProcess host) => At(host.Address);

    /// <summary>As operators ask: the process that runs the module, past whatever is in front of it.</summary>
    public static Api At(HostProcess host, string module) => At(host.AddressOf(module));

    // Longer than the gateway waits for a module, so that its word comes first.
    private static Api At(Uri address) => new(new HttpClient { BaseAddress = address, Timeout = Patience });

    public string? Token => token;

    /// <summary>
    /// The same caller, who comes again when somebody is away or late, as the shop's clients do: for tests of anything else than of what is
    /// answered then.
    /// </summary>
    public Api Patient() => new(http, token) { signedIn = signedIn, isPatient = true };

    public Task<Reply> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<Reply> Post(string path, string? body = null, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, body, headers);

    public Task<Reply> Put(string path, string? body = null, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Put, path, body, headers);

    public Task<Reply> Patch(string path, string? body = null, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Patch, path, body, headers);

    public Task<Reply> Delete(string path, string? body = null) => Send(HttpMethod.Delete, path, body);

    public async Task<Reply> Send(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        for (var until = DateTime.UtcNow + Patience; ; await Pause())
        {
            var reply = await SendOnce(method, path, body, headers);
            if (!isPatient || reply.Status is not (503 or 504) || DateTime.UtcNow > until)
            {
                return reply;
            }
        }
    }

    /// <summary>
    /// Presses until there is an answer: while somebody is away or late, the first press is under way, or too many press. Only for what may
    /// be done twice, or has a key.
    /// </summary>
    public static async Task<Reply> Pressed(Func<Task<Reply>> press)
    {
        for (var until = DateTime.UtcNow + Patience; ; await Pause())
        {
            var reply = await press();
            if ((!reply.ComesAgain && reply.Status != 429) || DateTime.UtcNow > until)
            {
                return reply;
            }
        }
    }

    private async Task<Reply> SendOnce(HttpMethod method, string path, string? body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var reply = await http.SendAsync(request);
            return new Reply((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(), reply.Headers);
        }
        catch (Exception gone) when (gone is SocketException or IOException or TaskCanceledException { InnerException: TimeoutException })
        {
            // A server that is killed in the moment between the connection and the request, or that never answers: HttpClient lets these
            // through as they are.
            throw new HttpRequestException(gone.Message, gone);
        }
    }

    public Api With(string? other) => new(http, other) { signedIn = signedIn, isPatient = isPatient };

    public async Task<Api> Guest() => With((string)(await Pressed(() => Post("/api/auth/guest"))).Expect(200).Json["access_token"]!);

    /// <summary>
    /// Opens the link of a mail of the demo as this caller, whose address it confirms: whoever has not shown that mails reach him begins no
    /// work for the shop.
    /// </summary>
    /// <param name="email">The caller's.</param>
    public async Task ConfirmEmail(string email)
    {
        (await Post("/api/users/me/email/verification")).Expect(202);
        var admin = await Admin();
        await Eventually.Holds(async () =>
        {
            // Where an answer was late the request came again, and the link of the newest mail holds; the newest stands first.
            var mails = (await admin.Get($"/api/mail?to={Uri.EscapeDataString(email)}&template=email_verify")).Expect(200).Json["items"]!;
            Assert.NotEmpty(mails.AsArray());
            var text = (string)(await admin.Get($"/api/mail/{mails[0]!["mail_id"]}")).Expect(200).Json["text"]!;
            const string Page = "/verify-email?token=";
            var token = text[(text.IndexOf(Page, StringComparison.Ordinal) + Page.Length)..].Split('\n', ' ')[0].Trim();
            await Post("/api/auth/email/verify", $$"""{"token":"{{token}}"}""");
            Assert.True((bool)(await Get("/api/users/me")).Expect(200).Json["email_verified"]!);
        });
    }

    /// <summary>One of the shop's accounts; within some minutes the same token again.</summary>
    public async Task<Api> SignIn(string email, string password = "Passw0rd!demo")
    {
        var one = signedIn.AddOrUpdate(
            email + " " + password,
            _ => Now(),
            (_, before) => DateTime.UtcNow - before.At < SignedInFor && !before.Token.IsFaulted ? before : Now()
        );
        return With(await one.Token);

        (DateTime, Task<string>) Now() => (DateTime.UtcNow, Fresh());
        async Task<string> Fresh()
        {
            var body = $$"""{"email":"{{email}}","password":"{{password}}"}""";
            var reply = await Pressed(() => With(null).Post("/api/auth/login", body));
            return (string)reply.Expect(200).Json["access_token"]!;
        }
    }

    public Task<Api> Admin() => SignIn("admin@example.com");

    public async Task Add(string product, int quantity = 1)
    {
        const string Items = "/api/cart/me/items";
        var body = $$"""{"product_id":"{{product}}","quantity":{{quantity}}}""";
        if (!isPatient)
        {
            (await Post(Items, body)).Expect(201);
            return;
        }

        // At the cart's version: what a try without an answer has done is not done again.
        var before = await Asked("/api/cart/me");
        for (var until = DateTime.UtcNow + Patience; ; await Pause())
        {
            (string, string) version = ("If-Match", $"\"{before["version"]}\"");
            var reply = await Pressed(() => SendOnce(HttpMethod.Post, Items, body, [version]));
            if (reply.Status != 412 || DateTime.UtcNow > until)
            {
                reply.Expect(201);
                return;
            }

            // It has moved: by such a try, or by a checkout that took its lines.
            var after = await Asked("/api/cart/me");
            if (Units(after) >= Units(before) + quantity)
            {
                return;
            }

            before = after;
        }

        long Units(JsonNode cart) =>
            cart["items"]!.AsArray().Where(item => (string)item!["product_id"]! == product).Sum(item => (long)item!["quantity"]!);
    }

    public static string OrderBody(string payment = "tok_visa", string? email = "guest@example.com", string? coupon = null) =>
        $$"""{"shipping_address":{{Address}},"shipping_method":"standard","payment_method":{"token":"{{payment}}"}{{(email is null ? string.Empty : $",\"email\":\"{email}\"")}}{{(coupon is null ? string.Empty : $",\"coupon_code\":\"{coupon}\"")}}}""";

    /// <summary>
    /// How long is waited for what must come about, far beyond what it takes on an idle machine: beside other tests it is slow, not wrong.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Between two looks at what tells nobody that it has changed: leaves the processor to those who are waited for.</summary>
    public static Task Pause() => Task.Delay(10);

    /// <summary>Asks until the order has left pending (and compensation), and answers it.</summary>
    /// <param name="orderId">Which.</param>
    /// <param name="seconds">How long it may take, where that is what is asked.</param>
    public async Task<JsonNode> Settled(string orderId, int? seconds = null)
    {
        var deadline = DateTime.UtcNow + (seconds is { } within ? TimeSpan.FromSeconds(within) : Patience);
        while (true)
        {
            var order = await Asked($"/api/orders/{orderId}");
            if ((string)order["status"]! != "pending")
            {
                return order;
            }

            Assert.True(DateTime.UtcNow < deadline, $"Order {orderId} is still pending.");
            await Api.Pause();
        }
    }

    /// <summary>Asks until all that goes back of the order has gone, which a cancellation's answer does not wait for long.</summary>
    public Task GivenBack(string orderId) =>
        Eventually.Holds(async () =>
            Assert.DoesNotContain(
                (await Asked($"/api/orders/{orderId}"))["refunds"]!.AsArray(),
                refund => (string)refund!["status"]! == "pending"
            )
        );

    public async Task<(long OnHand, long Reserved, long Available)> Stock(string product)
    {
        var stock = await Asked($"/api/inventory/{product}");
        return ((long)stock["on_hand"]!, (long)stock["reserved"]!, (long)stock["available"]!);
    }

    /// <summary>All items of a list, page by page.</summary>
    public async Task<List<JsonNode>> All(string path)
    {
        var all = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = await Asked(
                $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=200{(cursor is null ? string.Empty : "&cursor=" + Uri.EscapeDataString(cursor))}"
            );
            all.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = (string?)page["next_cursor"];
        } while (cursor is not null);
        return all;
    }

    // A question may always be asked again.
    private async Task<JsonNode> Asked(string path) => (await Pressed(() => Get(path))).Expect(200).Json;
}
