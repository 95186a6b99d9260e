// Notes which addresses a change of a product wants pictures from, in the transaction that notes the change.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog.Photos;

/// <summary>What waits to be fetched.</summary>
public sealed class FetchQueue(TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Signal woken = new();

    /// <summary>Whether a change says anything of pictures, and so of what is to be fetched.</summary>
    public static bool Concerns(ProductCommand command) => SaidBy(command)?.Images is not null;

    /// <summary>Notes what the commands that were carried out want.</summary>
    public async ValueTask Note(Transaction tx, IReadOnlyList<ProductCommand> commands, IReadOnlyList<Outcome<string>> outcomes)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            if (SaidBy(commands[i]) is { Images: { } images } said && outcomes[i].Is(out var productId, out _))
            {
                await FetchSql.Replace(
                    tx,
                    productId,
                    PhotoRules.Wanted(images),
                    said.ImageAlts,
                    clock.GetUtcNow().ToUnixTimeMilliseconds()
                );
                tx.OnCommitted(woken.Raise);
            }
        }
    }

    /// <summary>Waits for a new address, or for the time to look whether one is due.</summary>
    public Task Wait(CancellationToken stop) => woken.Wait(LookEvery, clock, stop);

    private static ProductInput? SaidBy(ProductCommand command) =>
        command switch
        {
            CreateProduct create => create.Said,
            EditProduct edit => edit.Said,
            PutProduct put => put.Said,
            _ => null,
        };
}
