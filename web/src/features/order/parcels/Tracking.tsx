// Where a parcel is, asked of its carrier when somebody wants to know.
import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { trackParcel } from '../../../api/desk/carriers';
import { keyed } from '../../../api/orders';
import { asProblem } from '../../../api/core/problem';
import type { Tracking as Tracked } from '../../../api/types';
import { trackingWords } from '../../../ui/statusWords';
import { dateTime } from '../../../ui/words';

export function Tracking({ orderId, number, orderKey }: { orderId: string; number: number; orderKey?: string | undefined }) {
  const [found, setFound] = useState<Tracked | null>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const ask = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      setFound(await trackParcel(orderId, number, keyed(orderKey)));
    } catch (error) {
      setTrouble(asProblem(error).message);
    }
    setBusy(false);
  };
  return (
    <div>
      <button type="button" className="link-button small" disabled={busy} data-testid="track-parcel" onClick={() => void ask()}>
        <Trans>Where is parcel {number}?</Trans>
      </button>
      {trouble && (
        <p className="small soft" role="alert">
          {trouble}
        </p>
      )}
      {found && (
        <div data-testid="tracking">
          {found.items.map((event) => (
            <p key={`${event.at} ${event.status}`} className="small">
              {trackingWords(event.status)}
              {event.place && `, ${event.place}`} <span className="soft">{dateTime(event.at)}</span>
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
