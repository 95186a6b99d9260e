// What staff write down about a customer. The customer gets it with the file of his data, so it is written for his eyes too.
import { useState } from 'react';
import { listNotes, removeNote, writeNote } from '../../../../api/desk/customers';
import { asProblem, type Problem } from '../../../../api/core/problem';
import type { CustomerNote } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { TextField } from '../../../../ui/Field';
import { fieldError } from '../../../../ui/forms/fieldError';
import { LoadMore } from '../../../../ui/LoadMore';
import { May } from '../../../../ui/May';
import { useSay } from '../../../../ui/Toasts';
import { useRows } from '../../../../ui/table/useRows';
import { dateTime } from '../../../../ui/words';

export function CustomerNotes({ userId, closed }: { userId: string; closed: boolean }) {
  const say = useSay();
  const pages = useRows<CustomerNote>(['customers', 'notes', userId], (cursor, signal) => listNotes(userId, { limit: 10, cursor }, signal));
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (action: () => Promise<unknown>, done: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await action();
      say.good(done);
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
      pages.reload();
    }
  };
  return (
    <section className="stack stack--tight" aria-labelledby="customer-notes">
      <h2 id="customer-notes">Notes</h2>
      {!closed && (
        <May permission="customers.edit">
          <form
            className="stack stack--tight"
            onSubmit={(event) => {
              event.preventDefault();
              void run(() => writeNote(userId, text.trim()), 'The note is kept.').then((kept) => kept && setText(''));
            }}
          >
            <TextField label="New note" required rows={3} maxLength={4000} value={text} error={fieldError(problem, 'text')} onChange={(event) => setText(event.target.value)} hint="The customer can ask to read it." />
            <div>
              <button type="submit" className="button button--small" disabled={busy || text.trim().length === 0} data-testid="write-note">
                Keep the note
              </button>
            </div>
          </form>
        </May>
      )}
      {problem && <ErrorBanner problem={problem} />}
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.first && pages.items.length === 0 && <p className="soft">None yet.</p>}
      <ul className="notes">
        {pages.items.map((note) => (
          <li key={note.note_id} data-testid="note">
            <span className="notes__text">{note.text}</span>
            <span className="row row--apart small soft">
              <span>
                {note.author || 'Somebody erased'}, {dateTime(note.written_at)}
              </span>
              <May permission="customers.edit">
                <button type="button" className="link-button" disabled={busy} onClick={() => void run(() => removeNote(userId, note.note_id), 'The note is deleted.')}>
                  Delete<span className="visually-hidden"> the note of {dateTime(note.written_at)}</span>
                </button>
              </May>
            </span>
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} />
    </section>
  );
}
