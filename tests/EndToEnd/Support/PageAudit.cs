// What a page must keep for those who see it small, or do not see it: read from the page as the browser made it, in both colour schemes.
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

internal static class PageAudit
{
    /// <summary>
    /// Every fault of the page as a sentence: what lies beyond its edge, fields and buttons without a name, headings that skip a level, ids
    /// that are double or point nowhere, drawings without words, and text too pale to read (WCAG 2.2: 1.3.1, 1.4.3, 1.4.10, 2.4.6, 4.1.2).
    /// </summary>
    private const string Script = """
        (colours) => {
          const faults = new Set();
          const seen = (e) => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1 && getComputedStyle(e).visibility !== 'hidden'; };
          const short = (e) => e.outerHTML.slice(0, 90);
          const main = document.querySelector('main');
          // What is folded away is part of the page, and is drawn nowhere until it is open.
          for (const e of main.querySelectorAll('details')) e.open = true;
          if (!colours) {
            if (document.documentElement.scrollWidth > innerWidth) faults.add(`is ${document.documentElement.scrollWidth} wide in ${innerWidth}`);
            for (const e of main.querySelectorAll('*')) {
              if (e.childElementCount === 0 && seen(e) && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.table-scroll, .tiles, .gallery__view, .visually-hidden')) faults.add(`goes beyond the edge: ${short(e)}`);
            }
            for (const e of document.querySelectorAll('input, select, textarea')) {
              if (seen(e) && !e.labels?.length && !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')) faults.add(`field without a label: ${short(e)}`);
            }
            for (const e of document.querySelectorAll('button, a[href]')) {
              if (seen(e) && !e.textContent.trim() && !e.getAttribute('aria-label') && !e.querySelector('svg[aria-label]')) faults.add(`without a name: ${short(e)}`);
            }
            for (const e of main.querySelectorAll('svg')) {
              if (seen(e) && e.getAttribute('aria-hidden') !== 'true' && !(['img', 'application'].includes(e.getAttribute('role')) && (e.getAttribute('aria-label') || e.getAttribute('aria-labelledby')))) faults.add(`drawing without words: ${short(e)}`);
            }
            for (const e of main.querySelectorAll('svg[role=application]')) {
              if (e.getBoundingClientRect().width < 100) faults.add(`diagram that nobody sees: ${short(e)}`);
            }
            let level = 0;
            for (const h of main.querySelectorAll('h1, h2, h3, h4')) {
              const now = Number(h.tagName[1]);
              if (now > level + 1) faults.add(`h${now} after h${level}: ${h.textContent}`);
              level = now;
            }
            if (main.querySelectorAll('h1').length !== 1) faults.add(`has ${main.querySelectorAll('h1').length} titles`);
            const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
            for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.add(`twice the id ${id}`);
            for (const e of document.querySelectorAll('[aria-labelledby], [aria-describedby]')) {
              for (const id of `${e.getAttribute('aria-labelledby') ?? ''} ${e.getAttribute('aria-describedby') ?? ''}`.split(' ').filter(Boolean)) if (!ids.includes(id)) faults.add(`points to no ${id}: ${short(e)}`);
            }
            for (const t of main.querySelectorAll('table')) if (!t.querySelector('th')) faults.add('table without headings');
          }
          const parts = (colour) => (colour.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
          const light = ([r, g, b]) => { const one = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4); return 0.2126 * one(r) + 0.7152 * one(g) + 0.0722 * one(b); };
          for (const e of main.querySelectorAll('*')) {
            if (!seen(e) || e.closest('button:disabled, .visually-hidden') || ![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
            let behind = [255, 255, 255];
            for (let at = e; at; at = at.parentElement) { const c = parts(getComputedStyle(at).backgroundColor); if (c.length < 4 || c[3] > 0.99) { behind = c; break; } }
            const [dark, bright] = [light(parts(getComputedStyle(e).color)), light(behind)].sort((a, b) => a - b);
            if ((bright + 0.05) / (dark + 0.05) < 4.5) faults.add(`too pale: ${short(e)}`);
          }
          return [...faults];
        }
        """;

    /// <summary>A page is there when it has its title and waits for nothing.</summary>
    public static async Task There(IPage page)
    {
        await Assertions.Expect(page.Locator("main h1")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("main .skeleton")).ToHaveCountAsync(0);
    }

    /// <summary>The faults of a page, or of the dialog that a button of it opens, on a wide screen and on a phone.</summary>
    public static async Task<IEnumerable<string>> FaultsOnBoth(IPage page, string path, string? opens = null)
    {
        await page.SetViewportSizeAsync(1280, 900);
        await Open(page, path, opens);
        var wide = await Faults(page, path, opens);
        await page.SetViewportSizeAsync(390, 844);

        // How wide a page is its styles decide, at any time; a diagram decides once, when it is drawn.
        if (await page.Locator("main svg[role=img]").CountAsync() > 0)
        {
            await Open(page, path, opens);
        }

        return [.. wide, .. await Faults(page, path, opens)];
    }

    private static async Task Open(IPage page, string path, string? opens)
    {
        await page.GotoAsync(path);
        await There(page);
        if (opens is not null)
        {
            await page.GetByTestId(opens).First.ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        }
    }

    /// <summary>All of it in the light scheme, and in the dark one what can be another there: whether texts can be read.</summary>
    private static async Task<IEnumerable<string>> Faults(IPage page, string path, string? opens)
    {
        var light = await Settled(page, onlyColours: false);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        try
        {
            var dark = await Settled(page, onlyColours: true);
            return [.. light.Select(fault => Said(fault, "light")), .. dark.Select(fault => Said(fault, "dark"))];
        }
        finally
        {
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        }

        string Said(string fault, string scheme) => $"{path} {opens} at {page.ViewportSize!.Width}, {scheme}: {fault}";
    }

    // Buttons' colours glide to those of a new scheme, and what is asked for again is pale until it is there: only what stays wrong is.
    private static async Task<string[]> Settled(IPage page, bool onlyColours)
    {
        const int LooksMax = 200;
        const string NextFrames =
            "() => new Promise((there) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(there, 100))))";
        for (var looks = 1; ; looks++)
        {
            await page.EvaluateAsync(NextFrames);
            if (await page.EvaluateAsync<string[]>(Script, onlyColours) is { } faults && (faults.Length == 0 || looks == LooksMax))
            {
                return faults;
            }
        }
    }
}
