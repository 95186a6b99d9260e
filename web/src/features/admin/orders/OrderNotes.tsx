// What staff write down about an order for each other. No page shows it to whoever ordered; the file of a person's data has it.
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { listOrderNotes, writeOrderNote } from '../../../api/orders';
import { asProblem } from '../../../api/core/problem';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { TextField } from '../../../ui/Field';
import { fieldError } from '../../../ui/forms/fieldError';
import { May } from '../../../ui/May';
import { useSay } from '../../../ui/Toasts';
import { dateTime } from '../../../ui/words';

export function OrderNotes({ orderId }: { orderId: string }) {
  const say = useSay();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const key = ['orders', orderId, 'notes'];
  const notes = useInfiniteQuery({
    queryKey: key,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => listOrderNotes(orderId, { limit: 10, cursor: pageParam }, signal),
    getNextPageParam: (page) => page.next_cursor,
  });
  const write = useMutation({
    mutationFn: () => writeOrderNote(orderId, text.trim()),
    onSuccess: () => {
      setText('');
      say.good('The note is kept.');
    },
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const problem = write.error ? asProblem(write.error) : null;
  const wrong = fieldError(problem, 'text');
  const items = notes.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="stack stack--tight" aria-labelledby="notes-title" data-testid="order-notes">
      <h2 id="notes-title">Notes</h2>
      <May permission="orders.edit">
        <form
          className="stack stack--tight"
          onSubmit={(event) => {
            event.preventDefault();
            write.mutate();
          }}
        >
          <TextField label="New note" required rows={2} maxLength={4000} value={text} error={wrong} onChange={(event) => setText(event.target.value)} hint="For staff. It stays as it is written." />
          <div>
            <button type="submit" className="button button--small" disabled={write.isPending || text.trim().length === 0} data-testid="write-order-note">
              Keep the note
            </button>
          </div>
        </form>
      </May>
      {problem && !wrong && <ErrorBanner problem={problem} />}
      {notes.isError && <ErrorBanner problem={asProblem(notes.error)} retry={() => void notes.refetch()} />}
      {notes.data && items.length === 0 && <p className="small soft">None yet.</p>}
      <ul className="notes">
        {items.map((note) => (
          <li key={note.note_id} data-testid="order-note">
            <span className="notes__text">{note.text}</span>
            <span className="small soft">
              {note.author || 'Somebody erased'}, {dateTime(note.written_at)}
            </span>
          </li>
        ))}
      </ul>
      {notes.hasNextPage && (
        <div>
          <button type="button" className="button button--small" disabled={notes.isFetchingNextPage} onClick={() => void notes.fetchNextPage()}>
            Older notes
          </button>
        </div>
      )}
    </section>
  );
}
