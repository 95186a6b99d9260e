// The right of withdrawal on the page of an order: the button for as long as it can be used, and what was declared.
import { t } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import * as z from 'zod/mini';
import { proveSending, readWithdrawal } from '../../api/orders';
import { asProblem } from '../../api/core/problem';
import type { Order, Withdrawal } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { Form, Submit } from '../../ui/forms/Form';
import { optional, text } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { money } from '../../ui/money';
import { dateTime } from '../../ui/words';
import { endsAt } from './withdrawalWords';

interface Props {
  order: Order;
  /** The key of the mail's link, where the page was opened by it. */
  linkKey: string | null;
  changed: () => void;
}

export function WithdrawalPanel({ order, linkKey, changed }: Props) {
  const right = useQuery({
    queryKey: ['orders', order.order_id, 'right', linkKey, order.version],
    queryFn: ({ signal }) => readWithdrawal(order.order_id, signal, linkKey ?? undefined),
    placeholderData: keepPreviousData,
  });
  if (right.error) return <ErrorBanner problem={asProblem(right.error)} retry={() => void right.refetch()} />;
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

const rules = z.object({ carrier: optional(100), tracking_number: text(100, () => t`Please enter the number of the parcel.`) });

function SendBack({ orderId, returnId, sent, linkKey, changed }: { orderId: string; returnId: string; sent: boolean; linkKey: string | null; changed: () => void }) {
  const { t } = useLingui();
  const form = useForm({
    schema: rules,
    start: { carrier: '', tracking_number: '' },
    send: async ({ carrier, tracking_number }) => {
      await proveSending(orderId, returnId, { tracking_number, ...(carrier ? { carrier } : {}) }, linkKey ?? undefined);
      changed();
    },
  });
  if (sent) return <p className="small soft"><Trans>We have the number of your parcel. The money goes back the way you paid.</Trans></p>;
  return (
    <Form of={form} className="stack stack--tight" head={<p className="small"><Trans>Send the things back within 14 days. The money goes back when they are here, or when you tell us how you sent them.</Trans></p>}>
      <div className="fields">
        <Field label={t`Carrier`} optional span="half" maxLength={100} {...form.field('carrier')} />
        <Field label={t`Parcel number`} span="half" required maxLength={100} {...form.field('tracking_number')} />
      </div>
      <div>
        <Submit of={form} busy={t`One moment…`} className="button button--small" data-testid="withdrawal-sent"><Trans>I have sent it</Trans></Submit>
      </div>
    </Form>
  );
}
