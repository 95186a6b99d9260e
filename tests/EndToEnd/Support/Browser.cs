// Debian's Chromium under Playwright, and a demo shop to open in it. Every page of the tests must be free of script errors and outside
// requests.
using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    // Far beyond what any step needs: a machine that runs other tests beside these is slow, not wrong.
    private const float PatienceMs = 180_000;
    private const float StartWithinMs = 300_000;
    private readonly string[] options;
    private readonly HostProcess? others;
    private IPlaywright? playwright;
    private IBrowser? browser;

    public Browser()
        : this([]) { }

    /// <summary>A shop started with further options.</summary>
    internal Browser(params string[] options) => this.options = options;

    private Browser(HostProcess others)
        : this([]) => this.others = others;

    public HostProcess Host { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    /// <summary>A browser before a shop that runs already, and goes on afterwards.</summary>
    public static async Task<Browser> Before(HostProcess host)
    {
        var browser = new Browser(host);
        await browser.InitializeAsync();
        return browser;
    }

    public async ValueTask InitializeAsync()
    {
        Host = others ?? await HostProcess.Start(["--demo", "--set", "RateLimits:Enabled=false", .. options]);
        Api = Api.At(Host);
        playwright = await Playwright.CreateAsync();

        Assertions.SetDefaultExpectTimeout(PatienceMs);
        var chromium =
            new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium" }.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("Chromium is missing. Install it: sudo apt-get install chromium");
        browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = chromium,
                Args = Flags,
                Timeout = StartWithinMs,
            }
        );
    }

    /// <summary>A fresh visitor; <see cref="Visitor.Complaints"/> must stay empty.</summary>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="height">Of the window, in pixels.</param>
    /// <param name="locale">What the browser asks for, and so the language of the pages. Tests look for English words.</param>
    /// <param name="worker">Whether the shop's service worker may run: it would answer what a test means to see asked.</param>
    public async Task<Visitor> Visit(int width = 1280, int height = 900, string locale = "en-US", bool worker = false)
    {
        if (TestContext.Current.TestClass is not { } one || !one.Traits.ContainsKey(Shape.Runs))
        {
            throw new InvalidOperationException(
                $"{TestContext.Current.TestClass?.TestClassSimpleName} opens pages: give it [Trait(Shape.Runs, Shape.InOne)]."
            );
        }

        var context = await browser!.NewContextAsync(
            new()
            {
                BaseURL = Host.Address.ToString(),
                Locale = locale,
                ViewportSize = new() { Width = width, Height = height },
                ServiceWorkers = worker ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,

                // What moves for ever is drawn for ever, and takes the processor from what is waited for.
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(PatienceMs);
        return new Visitor(page, Host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        // What did not start is told by its start; an exception here would be told a second time for each test.
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (Host is not null && others is null)
        {
            await Host.DisposeAsync();
        }
    }
}

/// <summary>One shopper's page, with the steps that several tests share.</summary>
/// <remarks>
/// Where a page leads is asked of the page until it is there (<c>ToHaveURLAsync</c>). <c>WaitForURLAsync</c> looks at the address and then
/// begins to listen: a page that moves between the two is waited for in vain.
/// </remarks>
public sealed partial class Visitor : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> complaints = new();

    public Visitor(IPage page, Uri shop)
    {
        Page = page;
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A refused request is the page's business and shows as a banner; a broken policy or script is a fault.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                complaints.Enqueue(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } asked && asked.Authority != shop.Authority)
            {
                complaints.Enqueue($"asked {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    public IEnumerable<string> Complaints => complaints;

    public ILocator By(string testId) => Page.GetByTestId(testId);

    public async Task AddToCart(string product)
    {
        await Page.GotoAsync($"/products/{product}");
        await Press(By("add-to-cart"), "/api/cart/me/items");
        await Assertions.Expect(By("cart-badge").First).ToContainTextAsync("1");
    }

    public async Task SignIn(string email)
    {
        await Page.GotoAsync("/sign-in");
        await Page.Locator("input[name=email]").FillAsync(email);
        await Page.Locator("input[name=password]").FillAsync("Passw0rd!demo");
        await Press(Page.Locator("main form button[type=submit]"), "/api/auth/login");
        await Assertions.Expect(Page).Not.ToHaveURLAsync(SignInPage());
    }

    /// <summary>
    /// Opens a page that is read once, and again until it shows what must come about: what is worked off meanwhile, and what a module does
    /// not say within two seconds, a page goes on without.
    /// </summary>
    public async Task OpenUntil(string path, ILocator shown)
    {
        var deadline = DateTime.UtcNow + Api.Patience;
        while (true)
        {
            await Page.GotoAsync(path);
            await PageAudit.There(Page);
            if (await shown.CountAsync() > 0)
            {
                return;
            }

            Assert.True(DateTime.UtcNow < deadline, $"{path} does not come to show {shown}.");
            await Api.Pause();
        }
    }

    /// <summary>
    /// Presses what sends something to the shop, and again as long as the shop says to come again. Any other refusal fails with its words.
    /// </summary>
    public async Task Press(ILocator button, string path, string method = "POST")
    {
        var deadline = DateTime.UtcNow + Api.Patience;
        while (true)
        {
            var answer = await Page.RunAndWaitForResponseAsync(
                () => button.ClickAsync(),
                response => response.Request.Method == method && response.Url.EndsWith(path, StringComparison.Ordinal)
            );
            if (answer.Ok)
            {
                return;
            }

            var said = await answer.TextAsync();
            var comesAgain = answer.Status is 429 or 503 or 504 || said.Contains("idempotency_in_progress", StringComparison.Ordinal);
            Assert.True(comesAgain && DateTime.UtcNow < deadline, $"{path}: {answer.Status} {said}");
            await Api.Pause();
        }
    }

    public async Task FillAddress(string? email = null)
    {
        await Page.GotoAsync("/checkout");
        if (email is not null)
        {
            await Page.Locator("#checkout input[name=email]").FillAsync(email);
        }

        await Page.Locator("#checkout input[name=name]").FillAsync("Ada Buyer");
        await Page.Locator("#checkout input[name=line1]").FillAsync("1 Market St");
        await Page.Locator("#checkout input[name=postal_code]").FillAsync("73301");
        await Page.Locator("#checkout input[name=city]").FillAsync("Austin");
        await Page.Locator("#checkout select[name=country]").SelectOptionAsync("US");
        await Page.Locator("#checkout input[name=region]").FillAsync("TX");
    }

    /// <summary>Pays with a card, or promises a transfer, and waits for the order's page; answers the order's id.</summary>
    public async Task<string> Pay(string token = "tok_visa", string words = "Order with obligation to pay")
    {
        var card = Page.Locator($"#checkout input[name=payment][value={token}]");
        await card.WaitForAsync(new() { State = WaitForSelectorState.Attached });

        // All but the usual card lie in the panel of the test bank.
        if (!await card.IsVisibleAsync())
        {
            await Page.Locator($"[data-testid=test-bank]:has(input[value={token}]) > summary").ClickAsync();
        }

        await card.CheckAsync();
        await Assertions.Expect(By("place-order")).ToHaveTextAsync(words);
        await Press(By("place-order"), "/api/orders");
        await Assertions.Expect(Page).ToHaveURLAsync(OrderPage());
        return (await Page.EvaluateAsync<string>("location.pathname")).Split('/')[^1];
    }

    public Task Status(string status) => Assertions.Expect(By("order-status").First).ToHaveAttributeAsync("data-status", status);

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignInPage();

    [GeneratedRegex("/orders/[^/]+$")]
    private static partial Regex OrderPage();
}
