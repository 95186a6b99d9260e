// Payouts that the provider was asked for, and what became of each.
import { listPayoutTransfers } from '../../../api/desk/payouts';
import type { PayoutTransfer } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { money } from '../../../ui/money';
import { useRows } from '../../../ui/table/useRows';
import { dateTime } from '../../../ui/words';

const states: Record<string, string> = { asked: 'Not known yet: the shop asks again', paid: 'Paid', refused: 'Refused' };

export function PayoutTransfers({ round }: { round: number }) {
  const transfers = useRows<PayoutTransfer>(['payouts', 'transfers', round], (cursor, signal) => listPayoutTransfers({ limit: 10, cursor }, signal));
  return (
    <section className="stack" aria-labelledby="transfers-title">
      <h2 id="transfers-title">Sent by the provider</h2>
      {transfers.problem && <ErrorBanner problem={transfers.problem} retry={transfers.reload} />}
      {transfers.first && transfers.items.length === 0 && <p className="soft">Nothing was sent yet.</p>}
      <ul className="changes">
        {transfers.items.map((one) => (
          <li key={one.payout_id} data-testid="payout-transfer">
            <span>{dateTime(one.created_at)}</span>
            <span className="strong">{one.vendor_id}</span>
            <span className="figure">{money(one.amount, one.currency)}</span>
            <span className="soft">
              {one.returned > 0 ? (one.returned === one.amount ? 'Came back' : `${money(one.returned, one.currency)} came back`) : (states[one.status] ?? one.status)}
            </span>
            {one.reason && <span className="small">{one.reason}</span>}
            <span className="small soft">
              {one.destination}
              {one.reference ? `, ${one.reference}` : ''}
            </span>
          </li>
        ))}
      </ul>
      <LoadMore pages={transfers} />
    </section>
  );
}
