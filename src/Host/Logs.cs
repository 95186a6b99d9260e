// How the process writes what it has to say: text for people or JSON for machines, and whether there is a line a request.
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Console;

namespace Cartwright.Host;

internal static class Logs
{
    /// <summary>
    /// Warnings and worse, on the console. <c>Logging:Format=json</c> writes an object a line, with the trace; <c>Logging:Requests=true</c>
    /// adds a line a request. <c>Logging:LogLevel:*</c> is .NET's own.
    /// </summary>
    public static void Add(WebApplicationBuilder builder)
    {
        var json = builder.Configuration["Logging:Format"] switch
        {
            null or "" or "text" => false,
            "json" => true,
            var other => throw new ConfigurationRefused(
                $"Logging:Format={other} is not known. Use: Logging:Format=text or Logging:Format=json"
            ),
        };
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        if (builder.Configuration.Switch("Logging:Requests"))
        {
            builder.Logging.AddFilter("Cartwright.Requests", LogLevel.Information);
        }

        if (json)
        {
            // Each line names its trace, so that a search for one finds all that was said in it.
            builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
            builder.Logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        // The console, with somebody before it who counts what is said again and again.
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(ConsoleLoggerProvider)));
        builder.Services.AddSingleton<ConsoleLoggerProvider>();
        builder.Services.AddSingleton<ILoggerProvider>(services => new OutageLines(
            services.GetRequiredService<ConsoleLoggerProvider>(),
            TimeProvider.System
        ));
    }
}
