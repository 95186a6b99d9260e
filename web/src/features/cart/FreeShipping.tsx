// How far it is to free shipping, where the shop has such a threshold for where the shopper is.
import { Trans, useLingui } from '@lingui/react/macro';
import type { Cart } from '../../api/types';
import { money } from '../../ui/money';
import { countryName } from '../checkout/countries';
import { freeFrom, useOutlook } from '../shop/useOutlook';

export function FreeShipping({ cart }: { cart: Cart }) {
  const { t } = useLingui();
  const sent = cart.items.filter((line) => line.requires_shipping !== false);
  const { country, outlook, pending } = useOutlook(sent.length > 0 ? cart.currency : null);
  const least = outlook ? freeFrom(outlook) : null;
  // As high as what is coming.
  if (pending) return <div className="threshold" aria-hidden="true" />;
  if (least === null) return null;
  // Discounts count as well, and which lines they are of only the host knows: the quote has the last word.
  const worth = sent.reduce((sum, line) => sum + line.subtotal, 0) - (cart.discount ?? 0);
  const missing = least - worth;
  const free = missing <= 0 || (cart.promotions ?? []).some((promotion) => promotion.free_shipping);
  return (
    <div className="threshold" data-testid="free-shipping">
      <p className="small">
        {free ? (
          <Trans>Shipping to {countryName(country)} is free for this order.</Trans>
        ) : (
          <Trans>
            <strong>{money(missing, cart.currency)}</strong> more and shipping to {countryName(country)} is free.
          </Trans>
        )}
      </p>
      <progress aria-label={t`Way to free shipping`} max={1} value={free ? 1 : Math.max(0, worth / least)} />
    </div>
  );
}
