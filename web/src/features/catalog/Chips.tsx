// What was chosen, each with the way to take it away.
import { Trans, useLingui } from '@lingui/react/macro';
import type { Facets } from '../../api/types';
import { CloseIcon } from '../../ui/icons';
import { money } from '../../ui/money';
import { words } from '../../ui/words';
import { useSellerName } from '../shop/useShop';
import { lastName } from './categories';
import { chosenOf, noFilters, type Chosen, type Filters } from './filters';

interface Props {
  filters: Filters;
  facets: Facets | null;
  currency: string;
  change: (next: Filters) => void;
}

export function Chips({ filters, facets, currency, change }: Props) {
  const { t } = useLingui();
  const seller = useSellerName();
  const chosen = chosenOf(filters);
  if (chosen.length === 0) return null;

  const called = (one: Chosen): string => {
    switch (one.kind) {
      case 'q':
        return `“${one.value}”`;
      case 'category':
        return words(lastName(one.value));
      case 'vendor_id':
        return seller(facets?.vendors.find((vendor) => vendor.value === one.value)?.label) ?? one.value;
      case 'price':
        return filters.min_price && filters.max_price
          ? t`${money(Number(filters.min_price), currency)} to ${money(Number(filters.max_price), currency)}`
          : filters.min_price
            ? t`from ${money(Number(filters.min_price), currency)}`
            : t`up to ${money(Number(filters.max_price), currency)}`;
      case 'in_stock':
        return t`In stock`;
      default:
        return `${words(one.name ?? '')}: ${one.value === 'true' ? t`Yes` : one.value === 'false' ? t`No` : words(one.value)}`;
    }
  };
  const take = (next: Filters) => {
    change(next);
    // The button goes with what it stood for; the keyboard goes on at the list.
    document.getElementById('catalog-title')?.focus({ preventScroll: true });
  };

  return (
    <div className="chips" role="group" aria-label={t`What is chosen`} data-testid="chips">
      <ul>
        {chosen.map((one) => (
          <li key={one.key}>
            <button type="button" className="chip" onClick={() => take(one.without)}>
              <span className="visually-hidden">
                <Trans>Remove:</Trans>{' '}
              </span>
              <span className="chip__words">{called(one)}</span>
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      {chosen.length > 1 && (
        <button type="button" className="link-button" onClick={() => take({ ...noFilters, sort: filters.sort })} data-testid="clear-filters">
          <Trans>Clear all filters</Trans>
        </button>
      )}
    </div>
  );
}
