// What happens next with an order, step by step, with the days that are known.
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Order } from '../../api/types';
import { arrival } from '../../ui/arrival';

export function WhatNext({ order }: { order: Order }) {
  const { t } = useLingui();
  const steps = nextOf(order);
  if (steps.length === 0) return null;
  const words: Record<Step, ReactNode> = {
    pay: order.payment.next_action ? t`Your payment, as said below.` : t`Your payment goes through; this takes a moment.`,
    mail: <Trans>A mail with the details goes to {order.email}.</Trans>,
    pack: t`We pack your things.`,
    arrive: arrives(order),
    fetch: <Trans>You fetch it at {order.delivery?.pickup?.name}, ready from {arrival(order.delivery?.from, null)}. We write to you when it is there.</Trans>,
    back: t`Something does not fit? You can send it back from this page.`,
  };
  return (
    <section className="stack stack--tight" aria-labelledby="next-title" data-testid="what-next">
      <h2 id="next-title" className="order__heading">
        <Trans>What happens next</Trans>
      </h2>
      <ol className="order__next">
        {steps.map((step) => (
          <li key={step}>{words[step]}</li>
        ))}
      </ol>
    </section>
  );
}

function arrives(order: Order): ReactNode {
  const days = arrival(order.delivery?.from, order.delivery?.to);
  return days ? <Trans>It arrives <strong>{days}</strong>.</Trans> : <Trans>It comes to your address; a mail has the number of the parcel.</Trans>;
}

export type Step = 'pay' | 'mail' | 'pack' | 'arrive' | 'fetch' | 'back';

/** In their order; none where it has ended. */
export function nextOf(order: Pick<Order, 'status' | 'can_return' | 'shipping_method' | 'delivery'>): Step[] {
  const nothingSent = order.shipping_method === 'none';
  const there: Step[] = nothingSent ? [] : order.delivery?.pickup ? ['fetch'] : ['arrive'];
  switch (order.status) {
    case 'pending':
      return ['pay', 'mail', ...(nothingSent ? [] : ['pack' as const]), ...there];
    case 'confirmed':
      return ['mail', ...(nothingSent ? [] : ['pack' as const]), ...there];
    case 'processing':
      return ['pack', ...there];
    case 'partially_shipped':
    case 'shipped':
      return there;
    case 'delivered':
      return order.can_return ? ['back'] : [];
    default:
      return [];
  }
}
