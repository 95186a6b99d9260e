// Moves the chosen orders on together, one after the other, and says of each that stayed why.
import { useState } from 'react';
import { moveOrder } from '../../../api/orders';
import { asProblem } from '../../../api/problem';
import type { Order } from '../../../api/types';
import { useSay } from '../../../ui/Toasts';
import { count, shortId, words } from '../../../ui/words';
import { nextOfAll } from '../../vendor/stages';
import { asJob } from '../frame/jobs';

/** Each is a request of its own: more would keep whoever waits for them. */
export const MOVE_MAX = 50;

export function MoveOrders({ picked, moved }: { picked: Order[]; moved: (stayed: string[]) => void }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<{ id: string; why: string }[]>([]);
  const to = nextOfAll(picked.map((order) => order.status));
  const canAll = to !== null && picked.every((order) => order.legal_next.includes(to));
  const move = async () => {
    if (!to) return;
    setBusy(true);
    const stayed: { id: string; why: string }[] = [];
    await asJob('move orders', `${count(picked.length, 'order')} to ${words(to).toLowerCase()}`, async () => {
      for (const order of picked) {
        try {
          await moveOrder(order, to);
        } catch (error) {
          stayed.push({ id: order.order_id, why: asProblem(error).message });
        }
      }
    });
    setBusy(false);
    setRefused(stayed);
    if (stayed.length < picked.length) say.good(`${count(picked.length - stayed.length, 'order')} now ${words(to).toLowerCase()}.`);
    moved(stayed.map((one) => one.id));
  };
  return (
    <>
      {refused.length > 0 && (
        <ul className="notice notice--warn" role="alert">
          {refused.map(({ id, why }) => (
            <li key={id}>
              {shortId(id)}: {why}
            </li>
          ))}
        </ul>
      )}
      {canAll ? (
        <div>
          <button type="button" className="button button--primary" disabled={busy} data-testid="bulk-move" onClick={() => void move()}>
            {busy ? 'One moment…' : `Mark as ${words(to).toLowerCase()}`}
          </button>
        </div>
      ) : (
        <span className="small soft">They have no next step in common.</span>
      )}
    </>
  );
}
