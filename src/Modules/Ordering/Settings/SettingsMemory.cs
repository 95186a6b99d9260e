// The settings and the texts of the admin in memory: nobody reads a row for the shop's name.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>
/// What is in force, with each commit. Where other processes can write, the versions are looked at every second; nobody who asks waits for
/// that.
/// </summary>
/// <param name="configured">What holds where the owner has said nothing.</param>
/// <param name="policies">Hears of the texts that are written in the admin.</param>
public sealed partial class SettingsMemory(
    [FromKeyedServices("ordering")] Database database,
    ConfiguredShop configured,
    ShopPolicies policies,
    [Steady] TimeProvider clock,
    ILogger<SettingsMemory> log
) : BackgroundService, IShopSettings
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(Limits.TablesUnseenMsMax);

    private readonly Lock gate = new();
    private volatile ShopSettings current = configured.Configured;
    private volatile SettingsBody body = new();
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long texts = -1;

    /// <inheritdoc/>
    public ShopSettings Current => current;

    /// <summary>What was written last, with the version that it has.</summary>
    public (SettingsBody Body, long Version) Written
    {
        get
        {
            lock (gate)
            {
                return (body, current.Version);
            }
        }
    }

    /// <summary>Waits for a version other than one that is known, up to a time.</summary>
    public async ValueTask<ShopSettings> After(long known, TimeSpan wait, CancellationToken cancel)
    {
        var next = changed;
        if (wait > TimeSpan.Zero && current.Version == known)
        {
            try
            {
                await next.Task.WaitAsync(wait, clock, cancel);
            }
            catch (TimeoutException)
            {
                // Nothing new: what is known still holds.
            }
        }

        return current;
    }

    /// <summary>Reads what is in force; before the first shopper asks, and after another process wrote.</summary>
    public async ValueTask Look()
    {
        var (version, textsNow) = await database.Read(SettingsSql.Versions);
        if (version != current.Version && await database.Read(SettingsSql.Newest) is { } newest)
        {
            Take(newest);
        }

        if (textsNow != Interlocked.Read(ref texts))
        {
            // Read as one: between the two statements somebody may write.
            var (rows, at) = await database.Write(async tx => (await SettingsSql.Texts(tx), (await SettingsSql.Versions(tx)).Texts));
            TakeTexts(rows, at);
        }
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Look();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Puts a version in force once it is committed.</summary>
    internal void Keep(Transaction tx, SettingsRow row) => tx.OnCommitted(() => Take(row));

    /// <summary>The same of the texts.</summary>
    internal void Keep(Transaction tx, IReadOnlyList<TextRow> rows, long version) => tx.OnCommitted(() => TakeTexts(rows, version));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Dialect.OneProcess)
        {
            return;
        }

        while (true)
        {
            await Task.Delay(Every, clock, stoppingToken);
            try
            {
                await Look();
            }
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
            {
                LogAway(log, away.Message);
            }
        }
    }

    // A look that was slow never takes back what a commit has put in force meanwhile.
    private void Take(SettingsRow row)
    {
        var told = SettingsBody.Read(row.Content);
        lock (gate)
        {
            if (row.Version <= current.Version)
            {
                return;
            }

            (body, current) = (told, told.Over(configured.Configured, row.Version));
        }

        Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private void TakeTexts(IReadOnlyList<TextRow> rows, long version)
    {
        lock (gate)
        {
            if (version > texts)
            {
                texts = version;
                policies.Take(rows.Select(row => (row.Name, row.Text)));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The settings cannot be looked at, and stay as they are: {Reason}")]
    private static partial void LogAway(ILogger log, string reason);
}
