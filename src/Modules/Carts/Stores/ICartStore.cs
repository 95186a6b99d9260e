// The seam where carts can be kept elsewhere. The numbers are the cases of the conformance suite, which every store must pass.
using Cartwright.Contracts;

namespace Cartwright.Carts;

/// <summary>
/// Keeps carts. What a command does is decided by <see cref="CartTurn"/> and the rules behind it, and nowhere else; a store makes the
/// decision atomic:
/// it reads the cart and the command's record, lets the turn decide, and writes the result only if nothing came between, else decides
/// again.
/// 1. Two commands on one cart happen one after the other: of parallel adds none is lost, and no removed line returns.
/// 2. The version rises by one with each command that changed something, and never falls: not by clearing, not by expiry, not by a restart.
/// 3. A refused command changes nothing. With <see cref="CartCommand.ExpectedVersion"/> one of several parallel commands is carried out,
/// the others are refused with <c>version_mismatch</c>.
/// 4. A command with a <see cref="CartCommand.RecordId"/> and its record are written together: repeating it changes nothing and answers
/// with the same record.
/// 5. Past <see cref="CartState.ExpiresMs"/> a cart is empty, one version later (<see cref="CartState.At"/>), judged by the clock and not
/// by whether a sweep has been there.
/// 6. Whoever got an answer sees it in the next <see cref="Load"/>, and after a restart.
/// 7. A command takes a constant number of round trips, however many lines the cart has, as long as no other command on the same cart is in
/// its way.
/// 8. Each trace of a change is in the history, once, with its version; what is carried out is told as <c>cart.changed</c> (and
/// <c>cart.checked_out</c>) at least once:
///    a store within the module's own transaction writes it there by <see cref="CartLedger"/>, any other keeps a journal
///    (<see cref="ICartJournal"/>) together with the cart.
/// 9. When it cannot be reached it says so within <see cref="PatienceMax"/> by <c>StorageUnavailable</c>, and works again once it can be
/// reached.
/// </summary>
public interface ICartStore
{
    /// <summary>The longest a call may take before it gives up.</summary>
    static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(5);

    /// <summary>The cart as of now; <see cref="CartState.None"/> when there never was one.</summary>
    /// <param name="userId">Whose cart.</param>
    /// <param name="known">
    /// An earlier answer, or null. The very same object comes back when nothing has changed since, and the lines need not be fetched again.
    /// </param>
    /// <param name="cancel">Ends the wait.</param>
    ValueTask<CartState> Load(string userId, CartState? known, CancellationToken cancel);

    /// <summary>
    /// Carries out one command. Throws only when the store cannot be reached or is overloaded; then nothing is known, and repeating is safe
    /// for commands with a record.
    /// </summary>
    ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel);
}
