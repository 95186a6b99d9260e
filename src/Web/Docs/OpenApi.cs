// Makes the OpenAPI 3.1 document of what the routes say about themselves: access, refusals, examples, paging, the ways to sign in.
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Cartwright.Web;

internal static class OpenApi
{
    private const string Bearer = "bearer";
    private const string Password = "password";
    private const string ProblemType = "application/problem+json";

    private static readonly ConcurrentDictionary<string, Type> Names = new(StringComparer.Ordinal);

    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = type =>
                Named(type.Type) ? OwnName(type.Type) : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            options.AddSchemaTransformer(
                (schema, context, _) =>
                {
                    // Members with a converter of their own have no shape that the framework could see.
                    var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
                    if (context.JsonPropertyInfo?.CustomConverter is IdConverter)
                    {
                        schema.Type = context.JsonPropertyInfo.IsGetNullable
                            ? JsonSchemaType.String | JsonSchemaType.Null
                            : JsonSchemaType.String;
                    }
                    else if (type == typeof(DateTimeOffset))
                    {
                        schema.Type =
                            type == context.JsonTypeInfo.Type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
                        schema.Format = "date-time";
                    }
                    else if (type == typeof(ShopMoment))
                    {
                        // No format: a day of the shop is no date-time.
                        schema.Type =
                            type == context.JsonTypeInfo.Type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
                    }
                    else if (type == typeof(decimal))
                    {
                        // Exact decimals are not doubles.
                        schema.Format = null;
                    }

                    if (OneOfAttribute.Of(context.JsonPropertyInfo) is { } one)
                    {
                        OneOfAttribute.Narrow(schema, one.Words);
                    }

                    // What is left out when null cannot be relied upon.
                    schema.Required?.ExceptWith(context.JsonTypeInfo.Properties.Where(IsLeftOut).Select(member => member.Name));
                    return Task.CompletedTask;
                }
            );
            options.AddDocumentTransformer(
                (document, _, _) =>
                {
                    Describe(document);
                    return Task.CompletedTask;
                }
            );
            options.AddOperationTransformer(
                async (operation, context, cancel) =>
                {
                    Describe(operation, context.Description, context.Document!);
                    if (context.Description.ActionDescriptor.EndpointMetadata.OfType<DocumentedPart>().LastOrDefault() is { } part)
                    {
                        var shape = await context.GetOrCreateSchemaAsync(part.Whole, null, cancel);
                        shape.Required = null;
                        foreach (var media in operation.RequestBody?.Content?.Values ?? [])
                        {
                            media.Schema = shape;
                        }
                    }
                }
            );
        });

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Cartwright",
            Version = "1",
            Description =
                "A commerce backbone: catalog, stock, carts, checkout, orders, payments, promotions, users. "
                + "Money is a decimal number in major units with its currency beside it. Times are RFC 3339 in UTC. "
                + "Errors are problem documents (RFC 9457) with a stable `code`. Lists give a `next_cursor` for the next page.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };

        // Relative, so that the page works behind any name and port.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "An access token of POST /api/auth/login or /api/auth/guest.",
            },
            [Password] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Description = "Sign in from this page with an e-mail address and a password.",
                Flows = new OpenApiOAuthFlows
                {
                    Password = new OpenApiOAuthFlow
                    {
                        TokenUrl = new Uri("/api/auth/token", UriKind.Relative),
                        Scopes = new Dictionary<string, string>(),
                    },
                },
            },
        };
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = OpenApiWords.Area(tag.Name!);
        }

        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas["problem"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "A problem document (RFC 9457). Further members depend on the code.",
            Required = new HashSet<string> { "type", "title", "status", "detail", "code", "trace_id" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("A name of the problem, as a URI."),
                ["title"] = Text("The status in words."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = Text("What happened and what to do, for people."),
                ["code"] = Text("Stable, for programs."),
                ["trace_id"] = Text("Finds the request in logs and traces; also the header X-Request-Id."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "What is wrong with each member of the body.",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        };
    }

    private static void Describe(OpenApiOperation operation, ApiDescription api, OpenApiDocument document)
    {
        var metadata = api.ActionDescriptor.EndpointMetadata;
        var access = metadata.OfType<Access>().LastOrDefault();
        operation.Description = string.Join(
            "\n\n",
            new[] { operation.Description, access is null ? null : $"**Who:** {access.Text}" }.Where(s => s is not null)
        );
        if (access is { IsAnyone: false })
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Password, document)] = [] },
            ];
        }
        else
        {
            // Said, and not left out: what has no word on security may as well have been forgotten.
            operation.Security = [];
        }

        if (operation.RequestBody?.Content is { } content && content.Remove(JsonBody.ToRouting, out var media))
        {
            content[metadata.OfType<JsonBody>().Last().MediaType] = media;
        }

        operation.OperationId ??= OpenApiWords.OperationId(api.HttpMethod ?? "any", api.RelativePath ?? string.Empty);
        OpenApiParameters.Add(operation, metadata);
        OpenApiParameters.Describe(operation, api);
        AddExamples(operation, metadata.OfType<DocumentedExample>().LastOrDefault());
        operation.Responses ??= [];
        foreach (var refusals in Refusals(metadata, access).GroupBy(r => (int)r.Kind).OrderBy(g => g.Key))
        {
            operation.Responses[refusals.Key.ToString(CultureInfo.InvariantCulture)] = Problem(
                refusals.Key,
                [.. refusals.DistinctBy(r => r.Code)],
                document
            );
        }
    }

    private static IEnumerable<DocumentedRefusal> Refusals(IList<object> metadata, Access? access)
    {
        foreach (var stated in metadata.OfType<DocumentedRefusal>())
        {
            yield return stated;
        }

        if (access is { IsAnyone: false })
        {
            yield return new(RefusalKind.Unauthenticated, "token_missing", "no token was sent");
            yield return new(RefusalKind.Unauthenticated, "token_invalid", "the token does not hold, or was revoked");
            yield return new(RefusalKind.Unauthenticated, "token_expired", "the token has expired");
            if (access.Needs is { } needed)
            {
                yield return new(RefusalKind.Forbidden, "permission_missing", $"you are staff without {needed.Name()}");
            }

            if (access.Roles != -1)
            {
                yield return new(RefusalKind.Forbidden, "role_missing", "the caller's role may not do this");
            }
        }

        if (metadata.OfType<JsonBody>().Any(b => b.MediaType == "application/json"))
        {
            yield return new(RefusalKind.Invalid, "malformed_json", "the body is not JSON");
            yield return new(RefusalKind.Invalid, "unknown_member", "the body has members this call does not take");
            yield return new(RefusalKind.Invalid, "validation_failed", "members are missing or wrong; see `errors`");
            yield return new(RefusalKind.TooLarge, "body_too_large", "the body is larger than the bound");
            yield return new(RefusalKind.UnsupportedMedia, "unsupported_media_type", "the body is not sent as application/json");
        }

        if (metadata.OfType<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>().Any(taken => taken.HttpMethods.Contains("GET")))
        {
            yield return new(
                RefusalKind.Invalid,
                "unknown_parameter",
                "the query has a parameter that this call does not take; see `errors`"
            );
        }

        if (metadata.OfType<PageRequest.Paged>().Any())
        {
            yield return new(RefusalKind.Invalid, "invalid_limit", "the limit is out of range");
            yield return new(RefusalKind.Invalid, "invalid_cursor", "the cursor is not one that this list gave");
        }

        if (metadata.OfType<EnableRateLimitingAttribute>().Any())
        {
            yield return new(RefusalKind.TooMany, "too_many_requests", "too many requests; see Retry-After");
        }
    }

    private static void AddExamples(OpenApiOperation operation, DocumentedExample? example)
    {
        if (DocumentedExample.Node(example?.Request) is { } request && operation.RequestBody?.Content is { } body)
        {
            foreach (var media in body.Values.OfType<OpenApiMediaType>())
            {
                media.Example = request;
            }
        }

        if (DocumentedExample.Node(example?.Response) is { } response)
        {
            var success = operation.Responses?.FirstOrDefault(r => r.Key.StartsWith('2')).Value as OpenApiResponse;
            foreach (var media in success?.Content?.Values.OfType<OpenApiMediaType>() ?? [])
            {
                media.Example = response;
            }
        }
    }

    private static OpenApiResponse Problem(int status, IReadOnlyList<DocumentedRefusal> refusals, OpenApiDocument document)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join("\n", refusals.Select(r => $"- `{r.Code}`: {r.When}")),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [ProblemType] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchemaReference("problem", document),
                    Examples = refusals.ToDictionary(
                        r => r.Code,
                        r =>
                            (IOpenApiExample)
                                new OpenApiExample
                                {
                                    Summary = r.When,
                                    Value = new JsonObject
                                    {
                                        ["type"] = "urn:cartwright:problem:" + r.Code,
                                        ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
                                        ["status"] = status,
                                        ["detail"] = char.ToUpperInvariant(r.When[0]) + r.When[1..] + ".",
                                        ["code"] = r.Code,
                                        ["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
                                    },
                                }
                    ),
                },
            },
        };
        if (status is 429 or 503)
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader
                {
                    Description = "Seconds.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
                },
            };
        }

        return response;
    }

    internal static OpenApiSchema Text(string? description) => new() { Type = JsonSchemaType.String, Description = description };

    private static bool IsLeftOut(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }];

    // Two types under one name would show one of them with the other's members.
    private static string OwnName(Type type)
    {
        var name = SchemaName(type);
        return Names.GetOrAdd(name, type) == type
            ? name
            : throw new InvalidOperationException($"{type} and {Names[name]} would both be '{name}' in the document. Rename one.");
    }

    private static bool Named(Type type) => type.Namespace?.StartsWith("Cartwright", StringComparison.Ordinal) == true && !type.IsEnum;

    // Page<Product> is product_page.
    private static string SchemaName(Type type) =>
        type.IsGenericType
            ? string.Join(
                '_',
                type.GetGenericArguments().Select(SchemaName).Append(Snake(type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]))
            )
            : Snake(type.Name);

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
