// All promotions that need no code, indexed by what they are for, so that a cart meets only those that could concern it.
using System.Collections.Concurrent;
using Cartwright.Contracts;

namespace Cartwright.Promotions;

/// <summary>An index that never changes: a change of a promotion makes another.</summary>
internal sealed class PriceBook
{
    // As many carts as are priced at once on a large machine. Each holds some 30 bytes a promotion.
    private const int SheetsKeptMax = 16;

    private readonly Compiled[] all;
    private readonly int[] always;
    private readonly Dictionary<string, int[]> byProduct;
    private readonly Dictionary<string, int[]> byCategory;
    private readonly long firstStartMs = long.MaxValue;
    private readonly long lastEndMs = long.MinValue;
    private readonly ConcurrentBag<Sheet> sheets = [];

    public PriceBook(IEnumerable<Promotion> automatic)
    {
        all = [.. automatic.OrderBy(p => p.Id, StringComparer.Ordinal).Select(p => new Compiled(p))];
        var everywhere = new List<int>();
        var products = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var categories = new Dictionary<string, List<int>>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < all.Length; i++)
        {
            var p = all[i].Promotion;
            if (p.IsForAllGoods)
            {
                everywhere.Add(i);
            }

            Enter(products, p.Products, i);
            Enter(categories, p.Categories, i);
            firstStartMs = Math.Min(firstStartMs, p.StartsMs ?? 0);
            lastEndMs = Math.Max(lastEndMs, p.EndsMs ?? long.MaxValue);
        }

        always = [.. everywhere];
        byProduct = products.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);
        byCategory = categories.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    public int Count => all.Length;

    /// <summary>For how many of the next milliseconds none of these can apply to any cart, as long as none is changed.</summary>
    /// <param name="mostMs">For how long a change may stay unseen.</param>
    public int Quiet(long nowMs, int mostMs) => nowMs >= lastEndMs ? mostMs : (int)Math.Clamp(firstStartMs - nowMs, 0, mostMs);

    /// <summary>
    /// Those whose conditions about time, currency and goods hold for the cart, with what of it they are for. Give the sheet back when it
    /// has been read.
    /// </summary>
    public Sheet For(PriceRequest request, Covered whole, long nowMs)
    {
        var sheet = sheets.TryTake(out var kept) ? kept : new Sheet(all.Length);
        sheet.Begin();
        var found = sheet.Found;
        foreach (var i in always)
        {
            if (all[i].MayApply(whole, whole.Amount, nowMs, request.Currency))
            {
                found.Add((all[i], whole));
            }
        }

        if (byProduct.Count == 0 && byCategory.Count == 0)
        {
            return sheet;
        }

        var ofCategories = byCategory.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var line = 0; line < request.Lines.Count; line++)
        {
            var it = request.Lines[line];
            if (it.Quantity == 0)
            {
                continue;
            }

            if (byProduct.TryGetValue(it.ProductId, out var ofProduct))
            {
                sheet.Touch(ofProduct, line, it);
            }

            // Its own category, and those above it.
            var category = it.Category;
            for (var end = byCategory.Count == 0 ? 0 : category.Length; end > 0; end = category.LastIndexOf('/', end - 1))
            {
                if (ofCategories.TryGetValue(category.AsSpan(0, end), out var ofCategory))
                {
                    sheet.Touch(ofCategory, line, it);
                }
            }
        }

        foreach (var i in sheet.Touched)
        {
            if (all[i].MayApply(sheet.Of(i), whole.Amount, nowMs, request.Currency))
            {
                found.Add((all[i], sheet.Of(i)));
            }
        }

        return sheet;
    }

    /// <summary>Takes a sheet back for the next cart.</summary>
    public void Done(Sheet sheet)
    {
        if (sheets.Count < SheetsKeptMax)
        {
            sheets.Add(sheet);
        }
    }

    private static void Enter(Dictionary<string, List<int>> index, IReadOnlyList<string> keys, int promotion)
    {
        foreach (var key in keys)
        {
            if (!index.TryGetValue(key, out var there))
            {
                index[key] = there = [];
            }

            // Categories differ in case only when somebody wrote one twice.
            if (there.Count == 0 || there[^1] != promotion)
            {
                there.Add(promotion);
            }
        }
    }

    /// <summary>
    /// What one cart adds up for the promotions it touches. A number of the cart stands beside each entry, so that nothing has to be wiped.
    /// </summary>
    internal sealed class Sheet(int promotions)
    {
        private readonly (int Cart, int Line, long Amount, long Units)[] entries = new (int, int, long, long)[promotions];
        private int cart;

        public List<int> Touched { get; } = [];

        /// <summary>What the cart may get.</summary>
        public List<(Compiled Promotion, Covered Covered)> Found { get; } = [];

        public void Begin()
        {
            Touched.Clear();
            Found.Clear();
            if (++cart == int.MaxValue)
            {
                Array.Clear(entries);
                cart = 1;
            }
        }

        public Covered Of(int promotion) => new(entries[promotion].Amount, entries[promotion].Units);

        public void Touch(int[] touching, int line, PriceLine it)
        {
            var amount = it.Quantity * it.UnitPriceMinor;
            foreach (var promotion in touching)
            {
                ref var entry = ref entries[promotion];
                if (entry.Cart != cart)
                {
                    entry = (cart, line, amount, it.Quantity);
                    Touched.Add(promotion);
                }
                else if (entry.Line != line)
                {
                    // A line that is meant by its product and by its category counts once.
                    entry = (cart, line, entry.Amount + amount, entry.Units + it.Quantity);
                }
            }
        }
    }
}
