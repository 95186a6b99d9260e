// The loop behind imports: works while there is work, and goes on after a failure.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog.Imports;

internal sealed partial class ImportWorker(RunImports imports, ServedRequests requests, ILogger<ImportWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cleaned = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!cleaned)
                {
                    await imports.Clean(stoppingToken);
                    cleaned = true;
                }

                var pace = new GiveWay(requests);
                while (await imports.Step(stoppingToken))
                {
                    await pace.Rest(stoppingToken);
                    stoppingToken.ThrowIfCancellationRequested();
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }

            try
            {
                await imports.Wait(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An import could not go on and will be tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
