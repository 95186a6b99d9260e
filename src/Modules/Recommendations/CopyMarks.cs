// What counting needs to tell the keeper of a copy: fresh marks, and that there are some.
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

/// <summary>Marks products whose neighbours changed, in the transaction of the change.</summary>
/// <param name="ids">Gives marks that nobody else uses.</param>
/// <param name="behind">Raised when the copy is behind the tables.</param>
public sealed class CopyMarks(IIds ids, Signal behind)
{
    /// <summary>Marks these products and all they were bought with.</summary>
    public async ValueTask Around(Transaction tx, string[] productIds)
    {
        await CopyStore.MarkAround(tx, productIds, ids.Next());
        tx.OnCommitted(behind.Raise);
    }
}
