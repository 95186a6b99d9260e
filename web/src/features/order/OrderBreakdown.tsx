// The lines and the sum of an order with each promotion that made it less, and what was paid back of it.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Fragment, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { Order } from '../../api/types';
import { deduction, money } from '../../ui/money';
import { Picture } from '../../ui/Picture';
import { StatusPill } from '../../ui/StatusPill';
import { taxWords } from './taxWords';

const vatWords: Record<string, MessageDescriptor> = { in_force: msg`in force when ordered`, not_in_force: msg`not in force`, unchecked: msg`could not be checked` };

/**
 * With `lines` the desk shows them in its own way, and the sums alone are of this.
 * `picture`: where to find that of a product; without it there are none.
 */
export function OrderBreakdown({ order, lines, picture }: { order: Order; lines?: ReactNode; picture?: (productId: string) => string | null }) {
  const { t } = useLingui();
  const { currency } = order;
  const known = (state: string) => (vatWords[state] ? t(vatWords[state]) : state);
  // An order from before promotions knows only what was taken off in all.
  const discounts = order.discounts ?? [];
  // One from before classes of taxes has one rate.
  const taxes = order.taxes ?? [];
  return (
    <div className="stack">
      {lines ?? (
        <ul className="order-lines">
          {order.items.map((line) => (
            <li key={line.product_id} className={picture && 'order-lines__pictured'} data-testid="order-line">
              {picture && <Picture src={picture(line.product_id)} alt="" sizes="4rem" />}
              <span>
                <span className="soft">{line.quantity} × </span>
                <Link to={`/products/${encodeURIComponent(line.product_id)}`}>{line.product_name}</Link>
                {line.status && line.status !== order.status && (
                  <>
                    {' '}
                    <StatusPill status={line.status} />
                  </>
                )}
                {line.tax_rate !== undefined && line.tax_rate !== null && (
                  <span className="tiny soft quote-lines__note" data-testid="line-tax">
                    {taxWords(line.tax_rate, line.tax_reason)}
                  </span>
                )}
              </span>
              <span className="figure nowrap">{money(line.subtotal, currency)}</span>
            </li>
          ))}
        </ul>
      )}
      <dl className="totals">
        <dt><Trans>Subtotal</Trans></dt>
        <dd>{money(order.subtotal, currency)}</dd>
        {discounts.map((one) => (
          <Fragment key={one.promotion_id}>
            <dt className="totals__less" data-testid="order-promotion">
              {one.description}
              {one.code && !one.description.includes(one.code) && <span className="small"> ({one.code})</span>}
            </dt>
            <dd className="totals__less">{one.free_shipping ? t`Free shipping` : deduction(one.amount, currency)}</dd>
          </Fragment>
        ))}
        {discounts.length === 0 && order.discount > 0 && (
          <>
            <dt className="totals__less"><Trans>Discount</Trans>{order.coupon_code ? ` (${order.coupon_code})` : ''}</dt>
            <dd className="totals__less">{deduction(order.discount, currency)}</dd>
          </>
        )}
        {order.shipping !== undefined && (
          <>
            <dt><Trans>Shipping</Trans></dt>
            <dd>{order.shipping === 0 ? t`Free` : money(order.shipping, currency)}</dd>
          </>
        )}
        {order.tax > 0 && (
          <>
            <dt><Trans>Tax</Trans></dt>
            <dd>{money(order.tax, currency)}</dd>
          </>
        )}
        <dt className="totals__sum"><Trans>Total</Trans></dt>
        <dd className="totals__sum" data-testid="order-total">
          {money(order.total_price, currency)}
        </dd>
        {(order.payment?.refunded ?? 0) > 0 && (
          <>
            <dt><Trans>Paid back</Trans></dt>
            <dd data-testid="order-refunded">{deduction(order.payment?.refunded ?? 0, currency)}</dd>
          </>
        )}
        {(order.tax_included ?? 0) > 0 && (
          <>
            <dt className="small"><Trans>Includes tax of</Trans></dt>
            <dd className="small soft">{money(order.tax_included ?? 0, currency)}</dd>
          </>
        )}
        {taxes.map((tax) => (
          <Fragment key={`${tax.class} ${tax.place} ${tax.rate} ${tax.included} ${tax.reason}`}>
            <dt className="small" data-testid="order-tax">
              {taxWords(tax.rate, tax.reason)}
              {tax.rate > 0 && ` ${t`on ${money(tax.base, currency)}`}`}
              {tax.rate > 0 && order.tax > 0 && (order.tax_included ?? 0) > 0 && `, ${tax.included ? t`in the prices` : t`on top`}`}
            </dt>
            <dd className="small soft">{money(tax.amount, currency)}</dd>
          </Fragment>
        ))}
        {order.vat_number && (
          <>
            <dt className="small"><Trans>VAT number</Trans></dt>
            <dd className="small soft" data-testid="order-vat-number">
              {order.vat_number}
              {order.vat_check && ` (${known(order.vat_check.state)})`}
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
