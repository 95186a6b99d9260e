// The parameters of an operation in the OpenAPI document: those of lists, and those that routes and the framework name.
using System.Globalization;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.OpenApi;

namespace Cartwright.Web;

/// <summary>Writes the parameters of one operation.</summary>
internal static class OpenApiParameters
{
    /// <summary>Adds what the route says it reads of the query and the headers, and the two parameters of a list.</summary>
    public static void Add(OpenApiOperation operation, IList<object> metadata)
    {
        operation.Parameters ??= [];
        if (metadata.OfType<PageRequest.Paged>().Any())
        {
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = "limit",
                    In = ParameterLocation.Query,
                    Description = "Items wanted.",
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Integer,
                        Minimum = "1",
                        Maximum = Limits.PageItemsMax.ToString(CultureInfo.InvariantCulture),
                        Default = Limits.PageItemsDefault,
                    },
                }
            );
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = "cursor",
                    In = ParameterLocation.Query,
                    Description = "`next_cursor` of the page before.",
                    Schema = OpenApi.Text(null),
                }
            );
        }

        foreach (var query in metadata.OfType<DocumentedQuery>())
        {
            // A parameter the framework found by itself gets the description; one that the route reads by itself is added.
            if (
                operation
                    .Parameters.OfType<OpenApiParameter>()
                    .FirstOrDefault(p => p.Name == query.Name && p.In == ParameterLocation.Query) is
                { } found
            )
            {
                found.Description = query.Description;
                Narrow(found, query.Words);
            }
            else
            {
                var type = query.Type switch
                {
                    "number" => JsonSchemaType.Number,
                    "integer" => JsonSchemaType.Integer,
                    "boolean" => JsonSchemaType.Boolean,
                    _ => JsonSchemaType.String,
                };
                var added = new OpenApiParameter
                {
                    Name = query.Name,
                    In = ParameterLocation.Query,
                    Description = query.Description,
                    Schema = new OpenApiSchema { Type = type },
                };
                Narrow(added, query.Words);
                operation.Parameters.Add(added);
            }
        }

        foreach (var header in metadata.OfType<DocumentedHeader>())
        {
            if (
                operation
                    .Parameters.OfType<OpenApiParameter>()
                    .FirstOrDefault(p =>
                        p.In == ParameterLocation.Header && string.Equals(p.Name, header.Name, StringComparison.OrdinalIgnoreCase)
                    ) is
                { } found
            )
            {
                found.Description = header.Description;
            }
            else
            {
                operation.Parameters.Add(
                    new OpenApiParameter
                    {
                        Name = header.Name,
                        In = ParameterLocation.Header,
                        Description = header.Description,
                        Schema = OpenApi.Text(null),
                    }
                );
            }
        }
    }

    /// <summary>Says what each parameter means, and which words it takes.</summary>
    public static void Describe(OpenApiOperation operation, ApiDescription api)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description = string.IsNullOrEmpty(parameter.Description)
                ? OpenApiWords.Parameter(parameter.Name)
                : parameter.Description;
            var bound =
                api.ParameterDescriptions.FirstOrDefault(p => p.Name == parameter.Name)?.ParameterDescriptor
                as IParameterInfoParameterDescriptor;
            Narrow(parameter, OneOfAttribute.Of(bound?.ParameterInfo)?.Words);
        }
    }

    private static void Narrow(OpenApiParameter parameter, IReadOnlyList<string>? words)
    {
        if (words is not null && parameter.Schema is OpenApiSchema schema)
        {
            OneOfAttribute.Narrow(schema, words);
        }
    }
}
