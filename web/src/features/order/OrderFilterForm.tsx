// Narrows a list of orders. Status and sort act at once; the rest is sent together, so that no half-typed word is asked for.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Field, SelectField } from '../../ui/Field';
import { statusWords } from '../../ui/statusWords';
import { isNarrowed, noFilters, sorts, type OrderFilters } from './filters';
import { statuses } from './statuses';

interface Props {
  filters: OrderFilters;
  change: (next: OrderFilters) => void;
  /** The list holds everybody's orders, so there is more to narrow it by. */
  everybodys?: boolean;
}

/** A field that is missing can only be shown when its fold is open. */
const unfold = (event: FormEvent) => event.currentTarget.closest('details')?.setAttribute('open', '');

// Those the shop's people name a range of totals in.
const currencies = ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'JPY', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'KWD'];

export function OrderFilterForm({ filters, change, everybodys = false }: Props) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(filters);
  const address = JSON.stringify(filters);
  const sent = useRef<string[]>([]);
  // Going back in the history brings back what was asked then. What this form itself has sent must not undo what was typed since.
  useEffect(() => {
    const at = sent.current.lastIndexOf(address);
    sent.current = sent.current.slice(at < 0 ? sent.current.length : at + 1);
    if (at < 0) setDraft(JSON.parse(address) as OrderFilters);
  }, [address]);
  const send = (next: OrderFilters) => {
    sent.current.push(JSON.stringify(next));
    setDraft(next);
    change(next);
  };
  const set = (part: Partial<OrderFilters>) => setDraft((was) => ({ ...was, ...part }));
  const field = (name: keyof OrderFilters) => ({ name, value: draft[name], onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }) });
  const listed = filters.currency && !currencies.includes(filters.currency) ? [...currencies, filters.currency] : currencies;
  const dates = (
    <>
      <Field label={t`From`} type="date" max={draft.to || undefined} {...field('from')} />
      <Field label={t`To`} type="date" min={draft.from || undefined} {...field('to')} />
    </>
  );

  return (
    <form
      className={`order-filter ${everybodys ? '' : 'order-filter--own'}`}
      role="search"
      aria-label={t`Orders`}
      data-testid="order-filter"
      onSubmit={(event) => {
        event.preventDefault();
        send(draft);
      }}
    >
      <div className="order-filter__text">
        <Field
          label={t`Search`}
          type="search"
          maxLength={200}
          autoComplete="off"
          hint={everybodys ? t`Whole words of a name or product, an e-mail address, or an order’s number` : t`A product, a name, or an order’s number`}
          {...field('q')}
        />
      </div>
      <SelectField label={t`Status`} {...field('status')} onChange={(event) => send({ ...draft, status: event.target.value })}>
        <option value=""><Trans>All</Trans></option>
        {statuses.map((each) => (
          <option key={each} value={each}>
            {statusWords(each)}
          </option>
        ))}
      </SelectField>
      {everybodys ? (
        <SelectField label={t`Sort`} {...field('sort')} onChange={(event) => send({ ...draft, sort: event.target.value })}>
          {sorts.map((sort) => (
            <option key={sort.value} value={sort.value}>
              {t(sort.label)}
            </option>
          ))}
        </SelectField>
      ) : (
        dates
      )}
      {everybodys && (
        <details className="order-filter__more" open={isNarrowed({ ...filters, q: '', status: '' }) || undefined}>
          <summary><Trans>Dates, product, customer and total</Trans></summary>
          <div className="order-filter__fields">
            {dates}
            <Field label={t`Product’s id`} maxLength={100} autoComplete="off" spellCheck={false} {...field('product_id')} />
            <Field label={t`Customer’s id`} maxLength={100} autoComplete="off" spellCheck={false} {...field('user_id')} />
            <Field label={t`Total from`} type="number" inputMode="decimal" min="0" step="any" {...field('min_total')} />
            <Field label={t`Total up to`} type="number" inputMode="decimal" min={draft.min_total || '0'} step="any" {...field('max_total')} />
            <SelectField label={t`Currency`} required={Boolean(draft.min_total || draft.max_total)} onInvalid={unfold} {...field('currency')}>
              <option value=""><Trans>Any</Trans></option>
              {listed.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </SelectField>
          </div>
        </details>
      )}
      <div className="row order-filter__go">
        <button type="submit" className="button" data-testid="filter-orders">
          <Trans>Show orders</Trans>
        </button>
        {isNarrowed(filters) && (
          <button type="button" className="link-button" data-testid="clear-filters" onClick={() => send({ ...noFilters, sort: filters.sort })}>
            <Trans>Clear filters</Trans>
          </button>
        )}
      </div>
    </form>
  );
}
