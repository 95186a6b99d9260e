// How far an order has come, from placed to delivered.
import type { OrderStatus } from '../../api/types';
import { TickIcon } from '../../ui/icons';

const steps: { label: string; reached: OrderStatus[] }[] = [
  { label: 'Placed', reached: ['pending', 'confirmed', 'processing', 'partially_shipped', 'shipped', 'delivered', 'returned'] },
  { label: 'Confirmed', reached: ['confirmed', 'processing', 'partially_shipped', 'shipped', 'delivered', 'returned'] },
  { label: 'Packing', reached: ['processing', 'partially_shipped', 'shipped', 'delivered', 'returned'] },
  { label: 'Shipped', reached: ['partially_shipped', 'shipped', 'delivered', 'returned'] },
  { label: 'Delivered', reached: ['delivered', 'returned'] },
];

export function Progress({ status }: { status: OrderStatus }) {
  if (status === 'cancelled' || status === 'payment_failed') return null;
  const reached = steps.filter((step) => step.reached.includes(status)).length;
  return (
    <ol className="progress" aria-label="Progress of the order">
      {steps.map((step, i) => (
        <li key={step.label} className={i < reached ? 'progress__done' : ''} aria-current={i === reached - 1 ? 'step' : undefined}>
          <span className="progress__mark">{i < reached && <TickIcon />}</span>
          <span>
            {step.label}
            <span className="visually-hidden">{i < reached ? ' (done)' : ' (to come)'}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
