// The right of withdrawal on the page of an order: the button for as long as it can be used, and what was declared.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link } from 'react-router';
import { proveSending, readWithdrawal } from '../../api/orders';
import { asProblem, type Problem } from '../../api/problem';
import type { Order, Withdrawal } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { money } from '../../ui/money';
import { useLoad } from '../../ui/useLoad';
import { dateTime } from '../../ui/words';
import { endsAt } from './withdrawalWords';

interface Props {
  order: Order;
  /** The key of the mail's link, where the page was opened by it. */
  linkKey: string | null;
  changed: () => void;
}

export function WithdrawalPanel({ order, linkKey, changed }: Props) {
  const right = useLoad((signal) => readWithdrawal(order.order_id, signal, linkKey ?? undefined), `${order.order_id} ${order.version} ${linkKey ?? ''}`);
  if (right.problem) return <ErrorBanner problem={right.problem} retry={right.reload} />;
  const now = right.data;
  if (!now || (!now.can_withdraw && now.withdrawals.length === 0)) return null;
  const page = `/orders/${encodeURIComponent(order.order_id)}/withdrawal${linkKey ? `?key=${encodeURIComponent(linkKey)}` : ''}`;
  return (
    <section className="panel stack withdrawal" aria-labelledby="withdrawal-title" data-testid="withdrawal">
      <h2 id="withdrawal-title" className="order__heading">
        <Trans>Right of withdrawal</Trans>
      </h2>
      {now.can_withdraw && (
        <div className="row row--apart">
          <p className="small">
            {now.until ? (
              <>
                <Trans>You can withdraw without giving a reason until <strong data-testid="withdrawal-until">{endsAt(now.until)}</strong>.</Trans>
              </>
            ) : (
              <Plural
                value={now.days}
                one="You can withdraw without giving a reason, from now until # day after the day on which the last parcel has arrived."
                other="You can withdraw without giving a reason, from now until # days after the day on which the last parcel has arrived."
              />
            )}
          </p>
          <Link className="button button--primary" to={page} data-testid="withdraw">
            <Trans>Withdraw from contract here</Trans>
          </Link>
        </div>
      )}
      {now.withdrawals.length > 0 && (
        <ul className="parcels" data-testid="withdrawals">
          {now.withdrawals.map((one) => (
            <Declared key={one.withdrawal_id} one={one} order={order} linkKey={linkKey} changed={changed} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Declared({ one, order, linkKey, changed }: { one: Withdrawal; order: Order; linkKey: string | null; changed: () => void }) {
  const waits = (order.returns ?? []).filter((back) => one.return_ids.includes(back.return_id) && back.status === 'approved' && !back.refund);
  return (
    <li>
      <p className="strong"><Trans>Withdrawn on {dateTime(one.at)}</Trans></p>
      <p className="small">{one.items.map((item) => `${item.quantity} × ${item.product_name}`).join(', ')}</p>
      {one.status === 'waiting' && <p className="small soft"><Trans>The order is just being changed; the withdrawal is carried out right after that.</Trans></p>}
      {(one.paid_back_now ?? 0) > 0 && <p className="small soft"><Trans>{money(one.paid_back_now!, one.currency)} went back at once.</Trans></p>}
      {waits.map((back) => (
        <SendBack key={back.return_id} orderId={order.order_id} returnId={back.return_id} sent={Boolean(back.sent)} linkKey={linkKey} changed={changed} />
      ))}
    </li>
  );
}

function SendBack({ orderId, returnId, sent, linkKey, changed }: { orderId: string; returnId: string; sent: boolean; linkKey: string | null; changed: () => void }) {
  const { t } = useLingui();
  const [carrier, setCarrier] = useState('');
  const [number, setNumber] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (sent) return <p className="small soft"><Trans>We have the number of your parcel. The money goes back the way you paid.</Trans></p>;
  return (
    <form
      className="stack stack--tight"
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        setProblem(null);
        proveSending(orderId, returnId, { tracking_number: number.trim(), ...(carrier.trim() ? { carrier: carrier.trim() } : {}) }, linkKey ?? undefined)
          .then(changed)
          .catch((error: unknown) => setProblem(asProblem(error)))
          .finally(() => setBusy(false));
      }}
    >
      <p className="small"><Trans>Send the things back within 14 days. The money goes back when they are here, or when you tell us how you sent them.</Trans></p>
      <div className="fields">
        <Field label={t`Carrier`} optional span="half" maxLength={100} value={carrier} onChange={(event) => setCarrier(event.target.value)} error={fieldError(problem, 'carrier')} />
        <Field label={t`Parcel number`} span="half" required maxLength={100} value={number} onChange={(event) => setNumber(event.target.value)} error={fieldError(problem, 'tracking_number')} />
      </div>
      {problem && <ErrorBanner problem={problem} />}
      <div>
        <button type="submit" className="button button--small" disabled={busy} aria-busy={busy} data-testid="withdrawal-sent">
          <Trans>I have sent it</Trans>
        </button>
      </div>
    </form>
  );
}
