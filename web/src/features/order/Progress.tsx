// How far an order has come, from placed to delivered.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { OrderStatus } from '../../api/types';
import { TickIcon } from '../../ui/icons';

const steps: { label: MessageDescriptor; reached: OrderStatus[] }[] = [
  { label: msg`Placed`, reached: ['pending', 'confirmed', 'processing', 'partially_shipped', 'shipped', 'delivered', 'returned'] },
  { label: msg`Confirmed`, reached: ['confirmed', 'processing', 'partially_shipped', 'shipped', 'delivered', 'returned'] },
  { label: msg`Packing`, reached: ['processing', 'partially_shipped', 'shipped', 'delivered', 'returned'] },
  { label: msg`Shipped`, reached: ['partially_shipped', 'shipped', 'delivered', 'returned'] },
  { label: msg`Delivered`, reached: ['delivered', 'returned'] },
];

export function Progress({ status }: { status: OrderStatus }) {
  const { t } = useLingui();
  if (status === 'cancelled' || status === 'payment_failed') return null;
  const reached = steps.filter((step) => step.reached.includes(status)).length;
  return (
    <ol className="progress" aria-label={t`Progress of the order`}>
      {steps.map((step, i) => (
        <li key={step.reached.length} className={i < reached ? 'progress__done' : ''} aria-current={i === reached - 1 ? 'step' : undefined}>
          <span className="progress__mark">{i < reached && <TickIcon />}</span>
          <span>
            {t(step.label)}
            <span className="visually-hidden"> ({i < reached ? t`done` : t`to come`})</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
