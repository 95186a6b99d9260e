// The returns of an order and where each stands; the shop's people get the next steps beside it.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { OrderReturn } from '../../../api/types';
import { money } from '../../../ui/money';
import { dateTime } from '../../../ui/words';
import { ReturnPill } from './ReturnPill';

const says: Record<OrderReturn['status'], MessageDescriptor> = {
  requested: msg`Asked for; the shop has not answered yet.`,
  approved: msg`Approved: the things can be sent back.`,
  rejected: msg`The shop did not agree.`,
  received: msg`The things have arrived.`,
  refunded: msg`Done: the money went back.`,
};

export function ReturnsList({ returns, steps }: { returns: OrderReturn[]; steps?: (one: OrderReturn) => ReactNode }) {
  const { t } = useLingui();
  return (
    <ul className="parcels" data-testid="order-returns">
      {returns.map((one) => (
        <li key={one.return_id} data-testid="order-return" data-status={one.status}>
          <p>
            <ReturnPill status={one.status} />{' '}
            <span className="small soft">{dateTime(one.created_at)}</span>
          </p>
          <p className="small">
            {one.items
              .map((item) => `${item.quantity} × ${item.product_name}${one.status === 'received' || one.status === 'refunded' ? ` (${t`${item.received} arrived`})` : ''}`)
              .join(', ')}
          </p>
          <p className="small soft">{one.refund?.status === 'pending' ? t`The money is on its way.` : t(says[one.status])}</p>
          {one.sent && (
            <p className="small soft">
              <Trans>Sent {dateTime(one.sent.at)}: {[one.sent.carrier, one.sent.tracking_number].filter(Boolean).join(' ')}</Trans>
            </p>
          )}
          {one.shipping ? <p className="small soft"><Trans>The shipping goes back with it.</Trans></p> : null}
          {one.reason && <p className="small soft"><Trans>Reason: {one.reason}</Trans></p>}
          {one.note && <p className="small soft"><Trans>The shop: {one.note}</Trans></p>}
          {one.refund && <p className="small"><Trans>Paid back: {money(one.refund.amount, one.refund.currency)}</Trans></p>}
          {steps?.(one)}
        </li>
      ))}
    </ul>
  );
}
