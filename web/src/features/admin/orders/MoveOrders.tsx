// Moves the chosen orders on together, one after the other, and says of each that stayed why.
import { useState } from 'react';
import { Link } from 'react-router';
import { moveOrder } from '../../../api/orders';
import { asProblem } from '../../../api/core/problem';
import type { Order } from '../../../api/types';
import { useSay } from '../../../ui/Toasts';
import { count, shortId, words } from '../../../ui/words';
import { nextOfAll } from '../../vendor/stages';
import { asJob } from '../frame/jobs';

/** Each is a request of its own: more would keep whoever waits for them. */
export const MOVE_MAX = 50;

export interface Stayed {
  id: string;
  why: string;
}

export function MoveOrders({ picked, moved }: { picked: Order[]; moved: (stayed: Stayed[]) => void }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const to = nextOfAll(picked.map((order) => order.status));
  const canAll = to !== null && picked.every((order) => order.legal_next.includes(to));
  const move = async () => {
    if (!to) return;
    setBusy(true);
    const stayed: Stayed[] = [];
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
    if (stayed.length < picked.length) say.good(`${count(picked.length - stayed.length, 'order')} now ${words(to).toLowerCase()}.`);
    moved(stayed);
  };
  if (!canAll) return <span className="small soft">They have no next step in common.</span>;
  return (
    <div>
      <button type="button" className="button button--primary" disabled={busy} data-testid="bulk-move" onClick={() => void move()}>
        {busy ? 'One moment…' : `Mark as ${words(to).toLowerCase()}`}
      </button>
    </div>
  );
}

/** Above the list, so that it is there also where the rows have gone from it; until it was read. */
export function StayedOrders({ stayed, read }: { stayed: Stayed[]; read: () => void }) {
  if (stayed.length === 0) return null;
  return (
    <div className="notice notice--warn row row--apart" role="alert">
      <ul>
        {stayed.map(({ id, why }) => (
          <li key={id}>
            <Link to={`/admin/orders/${encodeURIComponent(id)}`}>{shortId(id)}</Link>: {why}
          </li>
        ))}
      </ul>
      <button type="button" className="button button--small button--quiet" onClick={read}>
        Dismiss
      </button>
    </div>
  );
}
