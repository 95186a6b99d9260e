// Lists: a page of items and the cursor of the next. Keyset only: an offset would skip and repeat while rows come and go.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Web;

/// <summary>One page.</summary>
/// <param name="Items">At most the asked limit.</param>
/// <param name="NextCursor">Opaque; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>The query's <c>limit</c> and <c>cursor</c>. A bad limit is answered before the route's code runs.</summary>
public sealed class PageRequest : IRefusable, IEndpointParameterMetadataProvider
{
    private readonly Cursors cursors;
    private readonly string? cursor;

    private PageRequest(int limit, string? cursor, Cursors cursors, Refusal? refused)
    {
        Limit = limit;
        this.cursor = cursor;
        this.cursors = cursors;
        Refused = refused;
    }

    /// <summary>
    /// Items wanted, 1 to <see cref="Limits.PageItemsMax"/>. Ask the store for one more to know whether there is a next page.
    /// </summary>
    public int Limit { get; }

    /// <inheritdoc/>
    public Refusal? Refused { get; }

    /// <summary>A request made by code.</summary>
    public static PageRequest Of(Cursors cursors, int limit = Limits.PageItemsDefault, string? cursor = null) =>
        new(limit, cursor, cursors, null);

    /// <summary>
    /// Where the page starts: the parts that the cursor was made of, null on the first page. Refused with <c>invalid_cursor</c>.
    /// </summary>
    /// <param name="purpose">
    /// Names the list and its order, and whatever filter changes the meaning of the parts; a cursor of another purpose is refused.
    /// </param>
    /// <param name="parts">How many parts a cursor of this purpose has.</param>
    public Outcome<string[]?> After(string purpose, int parts)
    {
        if (cursor is null)
        {
            return (string[]?)null;
        }

        return cursors.Decode(purpose, cursor).Is(out var found, out var refused) && found.Length == parts
            ? found
            : refused ?? Cursors.Invalid;
    }

    /// <summary>A page of the first <see cref="Limit"/> rows of up to one more, with the cursor made from the last row shown.</summary>
    public Page<TItem> Page<TRow, TItem>(string purpose, IReadOnlyList<TRow> rows, Func<TRow, TItem> item, Func<TRow, string[]> key) =>
        new([.. rows.Take(Limit).Select(item)], rows.Count > Limit ? cursors.Encode(purpose, key(rows[Limit - 1])) : null);

    /// <summary>
    /// A page of these rows, which are all that belong on it; <paramref name="goOn"/> is where the next begins, null after the last.
    /// </summary>
    public Page<TItem> Page<TRow, TItem>(string purpose, IReadOnlyList<TRow> rows, Func<TRow, TItem> item, string[]? goOn) =>
        new([.. rows.Select(item)], goOn is null ? null : cursors.Encode(purpose, goOn));

    /// <summary>Binds a route parameter.</summary>
    public static ValueTask<PageRequest> BindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = Limits.PageItemsDefault;
        Refusal? refused = null;
        if (
            query.TryGetValue("limit", out var text)
            && (
                !int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                || limit < 1
                || limit > Limits.PageItemsMax
            )
        )
        {
            refused = Refusal.Invalid("invalid_limit", $"The limit must be a whole number from 1 to {Limits.PageItemsMax}.");
            limit = Limits.PageItemsDefault;
        }

        var cursor = query.TryGetValue("cursor", out var given) && given.ToString() is { Length: > 0 } one ? one : null;
        return ValueTask.FromResult(new PageRequest(limit, cursor, context.RequestServices.GetRequiredService<Cursors>(), refused));
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(System.Reflection.ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(Paged.Mark);

    internal sealed class Paged
    {
        public static readonly Paged Mark = new();
    }
}
