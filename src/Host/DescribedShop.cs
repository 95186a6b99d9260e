// All modules in an application that is never started, for what only their routes can tell: nothing is opened, and nobody is asked.
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Host;

internal static class DescribedShop
{
    /// <summary>The application, with the edge in place and no route mapped.</summary>
    /// <param name="own">The services of the process that asks.</param>
    public static WebApplication Build(IServiceProvider own)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([new("Service:Token", "for cursors that nobody will be given")]);
        builder.Services.AddSingleton(own.GetRequiredService<TimeProvider>());
        builder.Services.AddSingleton(own.GetRequiredService<IIds>());
        builder.Services.AddCartwrightWeb(builder.Configuration);
        foreach (var row in Modules.All)
        {
            row.Module.Register(builder.Services, builder.Configuration);
        }

        return builder.Build();
    }
}
