// Makes the sizes of pictures, one picture at a time. What is to be made stands in a row; a crash in the middle makes some of it twice,
// which is the same.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Photos;

/// <summary>The lane behind uploads.</summary>
public sealed class MakeSizes(
    [FromKeyedServices("catalog")] Database database,
    IPictureMaker maker,
    IPictureStore files,
    TimeProvider clock
) : IBacklog
{
    /// <summary>Tries before the JPEG has to do: what ends the process each time must not do so for ever.</summary>
    private const int TriesMax = 5;

    private static readonly BacklogGauge Waiting = new(
        "cartwright.pictures.waiting",
        "{picture}",
        "Pictures that wait for their sizes, or to be fetched; 10,000 means as many or more.",
        "state"
    );

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TakenFor = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(15);

    private readonly Signal woken = new();

    /// <summary>Says that there is a picture.</summary>
    public void Wake() => woken.Raise();

    /// <summary>Waits for a picture, or for the time to look whether one is left.</summary>
    public Task Wait(CancellationToken stop) => woken.Wait(LookEvery, clock, stop);

    /// <summary>Makes the sizes of the picture that has waited longest; false when none does.</summary>
    public async Task<bool> Step(CancellationToken cancel)
    {
        var row = await database.Read(sql => PhotoSql.Next(sql, Now()));
        if (row is null)
        {
            return false;
        }

        if (row.Tries >= TriesMax)
        {
            await Settle(row, "broken", cancel);
            return true;
        }

        // Alone nobody else can take it, and after a crash it goes on at once.
        var until = database.Dialect.OneProcess ? row.NextMs : Now() + (long)TakenFor.TotalMilliseconds;
        if (!await database.Write(tx => PhotoSql.Take(tx, row, until), cancel))
        {
            return true;
        }

        try
        {
            if (!(await Make(row, cancel)).Is(out _, out var refused))
            {
                if (refused.Kind == RefusalKind.Unavailable)
                {
                    await Delay(row, cancel);
                }
                else
                {
                    await Settle(row, "broken", cancel);
                }

                return true;
            }
        }
        catch (PicturesAway)
        {
            await Delay(row, cancel);
            throw;
        }

        await Settle(row, "made", cancel);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BacklogFigure>> Look(CancellationToken cancel) =>
        await database.Read(async sql =>
            (IReadOnlyList<BacklogFigure>)
                [new(Waiting, "sizes", await PhotoSql.Waiting(sql)), new(Waiting, "fetch", await FetchSql.Waiting(sql))]
        );

    private async Task<Outcome<bool>> Make(PhotoRow row, CancellationToken cancel)
    {
        byte[] original;
        await using (var file = await files.Open(PictureNames.Original(row.Hash, row.Format), 0, null, cancel))
        {
            if (file is null)
            {
                return Refusal.NotFound("picture_gone", "The file of the picture is not there.");
            }

            var into = new MemoryStream(checked((int)file.Bytes));
            await file.Content.CopyToAsync(into, cancel);
            original = into.ToArray();
        }

        if (!(await maker.Sizes(original, cancel)).Is(out var sizes, out var refused))
        {
            return refused;
        }

        foreach (var size in sizes)
        {
            await files.Put(PictureNames.Size(row.Hash, size.Width, size.Format), size.Bytes, cancel);
        }

        return true;
    }

    private Task<int> Settle(PhotoRow row, string state, CancellationToken cancel) =>
        database.Write(tx => PhotoSql.Settle(tx, row.Number, state), cancel);

    private Task<int> Delay(PhotoRow row, CancellationToken cancel) =>
        database.Write(tx => PhotoSql.Delay(tx, row.Number, Now() + (long)AgainAfter.TotalMilliseconds), cancel);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
