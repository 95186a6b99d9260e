// What promotions take off the cart, each by its name.
import { useLingui } from '@lingui/react/macro';
import { Fragment } from 'react';
import type { Cart } from '../../api/types';
import { deduction } from '../../ui/money';

export function AppliedPromotions({ cart }: { cart: Cart }) {
  const { t } = useLingui();
  return (cart.promotions ?? []).map((promotion) => (
    <Fragment key={promotion.name}>
      <dt className="totals__less" data-testid="promotion">
        {promotion.name}
      </dt>
      <dd className="totals__less">{promotion.free_shipping ? t`Free shipping` : deduction(promotion.discount, cart.currency)}</dd>
    </Fragment>
  ));
}
