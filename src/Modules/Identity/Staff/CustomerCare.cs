// What staff do for a customer's account, and write down about it.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

internal sealed class CustomerCare(
    [FromKeyedServices("identity")] Database database,
    PasswordLinks links,
    RevocationList revocations,
    IIds ids,
    TimeProvider clock
)
{
    private const int NoteCharsMax = 4_000;

    private static readonly Refusal NoteNotFound = Refusal.NotFound("note_not_found", "There is no such note about this customer.");
    private static readonly Refusal NotesFull = Refusal.Conflict(
        "notes_full",
        $"There are {Limits.CustomerNotesMax} notes about this customer. Delete those that are of no use any more."
    );

    private static readonly Refusal Disabled = Refusal.Conflict("account_disabled", "The account is disabled: no link opens it.");

    /// <summary>
    /// Ends all sessions and access tokens of an account. Refused with <c>user_not_found</c>, and of whoever works for the shop as
    /// <see cref="StaffRules.Touches(Caller, Account)"/> says.
    /// </summary>
    public Task<Outcome<bool>> SignOut(Caller by, string userId) =>
        Change(
            userId,
            async (transaction, account, now) =>
            {
                if (StaffRules.Touches(by, account) is { } refused)
                {
                    return refused;
                }

                await SessionStore.EndAllSessions(transaction, revocations, userId, now);
                return true;
            }
        );

    /// <summary>
    /// Mails a link that sets a new password to the account's own address; its earlier ones are void. Refused with <c>user_not_found</c>,
    /// <c>account_disabled</c>, <c>account_erased</c>, <c>too_many_mails</c>.
    /// </summary>
    public Task<Outcome<bool>> SendLink(string userId) =>
        Change(
            userId,
            async (transaction, account, now) =>
            {
                if (account.IsErased)
                {
                    return Account.WasErased;
                }

                if (account.Disabled)
                {
                    return Disabled;
                }

                if (!await EmailLinks.Counts(transaction, "forgot:mailbox:" + userId, SendResetLinks.MailboxRequestsMax, now))
                {
                    return new Refusal(RefusalKind.TooMany, "too_many_mails", "The mailbox got enough such links within the hour.");
                }

                var link = await links.Make(transaction, userId, now);
                await links.Mail(transaction, account, SendResetLinks.Template, link, now);
                return true;
            }
        );

    /// <summary>Notes about a customer, newest first.</summary>
    public async Task<Outcome<Page<NoteBody>>> Notes(string userId, PageRequest page)
    {
        var purpose = "notes\n" + userId;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return refused;
        }

        var rows = await database.Read(sql => StaffStore.Notes(sql, userId, after?[0], page.Limit + 1));
        return page.Page(purpose, rows, Told, note => [note.Id]);
    }

    /// <summary>
    /// Keeps a note. Refused with <c>validation_failed</c>, <c>user_not_found</c>, <c>account_erased</c>, <c>notes_full</c>.
    /// </summary>
    public async Task<Outcome<NoteBody>> Write(Caller by, string userId, NoteAskBody body)
    {
        if (new Check().Text("text", body.Text, NoteCharsMax, lines: true).Refused is { } faulty)
        {
            return faulty;
        }

        return await database.Write<Outcome<NoteBody>>(async transaction =>
        {
            if (await UserStore.Hold(transaction, userId) is not { } account)
            {
                return StaffRules.NotFound;
            }

            if (account.IsErased)
            {
                return Account.WasErased;
            }

            if (await StaffStore.CountNotes(transaction, userId) >= Limits.CustomerNotesMax)
            {
                return NotesFull;
            }

            var author = await UserStore.ById(transaction, by.UserId);
            var note = new CustomerNote(ids.Next(), by.UserId, author?.Name ?? string.Empty, body.Text.Trim(), Now);
            await StaffStore.AddNote(transaction, userId, note);
            return Told(note);
        });
    }

    /// <summary>Deletes a note. Refused with <c>note_not_found</c>.</summary>
    public Task<Outcome<bool>> Remove(string userId, string noteId) =>
        database.Write<Outcome<bool>>(async transaction =>
            await StaffStore.RemoveNote(transaction, userId, noteId) == 1 ? true : NoteNotFound
        );

    private Task<Outcome<bool>> Change(string userId, Func<Transaction, Account, long, ValueTask<Outcome<bool>>> change) =>
        database.Write<Outcome<bool>>(async transaction =>
            await UserStore.Hold(transaction, userId) is { } account ? await change(transaction, account, Now) : StaffRules.NotFound
        );

    private static NoteBody Told(CustomerNote note) =>
        new(note.Id, note.Text, note.AuthorId, note.Author, DateTimeOffset.FromUnixTimeMilliseconds(note.WrittenMs));

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
