// Which of the shop's languages a request asks for (RFC 9110, 12.5.4).
using Cartwright.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Web;

/// <summary>Reads <c>Accept-Language</c>.</summary>
public static class RequestLanguage
{
    /// <summary>The offered language that the caller likes best; null where he says nothing, or names none of them.</summary>
    public static string? Language(this HttpContext context) => Of(context.Request.Headers.AcceptLanguage);

    /// <summary>The same of the header's lines. What cannot be read says nothing: no order fails for it.</summary>
    public static string? Of(IList<string?> header) =>
        header.Count > 0 && StringWithQualityHeaderValue.TryParseList([.. header.Select(line => line ?? string.Empty)], out var ranges)
            ? ranges
                .Take(Languages.RangesMax)
                .Where(range => range.Quality is not 0)
                .OrderByDescending(range => range.Quality ?? 1)
                .Select(range => Languages.Match(range.Value.Value))
                .FirstOrDefault(found => found is not null)
            : null;
}
