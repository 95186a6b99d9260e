// A price. Where a reduction is said, what it is from, and beside it the lowest price of the thirty days before: the law asks for it
// wherever a reduction is shown.
import { Trans } from '@lingui/react/macro';
import { money } from './money';

export interface Priced {
  price: number;
  currency: string;
  compare_at_price?: number | null;
  lowest_price_30d?: number | null;
}

export function PriceTag({ of }: { of: Priced }) {
  if (of.compare_at_price == null || of.lowest_price_30d == null) return <>{money(of.price, of.currency)}</>;
  return (
    <span data-testid="reduced">
      <Trans>
        <span className="visually-hidden">Now </span>
        {money(of.price, of.currency)}{' '}
        <span className="was">
          <span className="visually-hidden">instead of </span>
          <s>{money(of.compare_at_price, of.currency)}</s>
        </span>
      </Trans>
      <span className="lowest" data-testid="lowest-price">
        <Trans>Lowest price in the 30 days before: {money(of.lowest_price_30d, of.currency)}</Trans>
      </span>
    </span>
  );
}
