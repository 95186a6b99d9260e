// A person's file as an answer: streamed, to be saved.
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Web;

/// <summary>The answer.</summary>
/// <param name="write">Writes the file.</param>
/// <param name="madeAt">For its name.</param>
public sealed partial class PersonFile(Func<Stream, Task> write, DateTimeOffset madeAt) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.ContentDisposition = string.Create(
            CultureInfo.InvariantCulture,
            $"attachment; filename=\"my-data-{madeAt:yyyy-MM-dd}.json\""
        );
        response.Headers.CacheControl = "no-store";
        try
        {
            await write(response.Body);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && response.HasStarted)
        {
            // Half a file that ends well would be taken for all of it.
            LogBroken(httpContext.RequestServices.GetRequiredService<ILogger<PersonFile>>(), failure.Message);
            httpContext.Abort();
        }
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(object), ["application/json"]));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A person's file was broken off: {Why}")]
    private static partial void LogBroken(ILogger log, string why);
}
