// The facets: category, maker, price, in stock. Every change goes to the address at once.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { Facets, FacetValue } from '../../api/types';
import { money } from '../../ui/money';
import { number, words } from '../../ui/words';
import type { Filters } from './filters';
import { useSellerName } from '../shop/useShop';

interface Props {
  filters: Filters;
  facets: Facets | null;
  currency: string;
  change: (next: Filters) => void;
}

const VALUES_SHOWN = 8;
const ATTRIBUTES_SHOWN = 5;

export function FilterForm({ filters, facets, currency, change }: Props) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const useful = (facets?.attributes ?? []).filter((one) => filters.attributes?.[one.name] || (one.values.length > 1 && !isMeasure(one.values)));
  // The attributes that most goods have come first.
  const sizes = new Map(useful.map((one) => [one.name, one.values.reduce((sum, value) => sum + value.count, 0)]));
  const ordered = [...useful].sort((a, b) => (sizes.get(b.name) ?? 0) - (sizes.get(a.name) ?? 0));
  const attributes = all ? ordered : ordered.filter((one, i) => i < ATTRIBUTES_SHOWN || filters.attributes?.[one.name]);
  const seller = useSellerName();
  return (
    <form className="filters" aria-label={t`Filters`} onSubmit={(event) => event.preventDefault()}>
      <FacetList
        legend={t`Category`}
        name="category"
        all={t`All categories`}
        values={facets?.categories ?? []}
        above={stepsAbove(filters.category, facets?.categories ?? [])}
        chosen={filters.category}
        choose={(category) => change({ ...filters, category })}
      />
      <FacetList
        legend={t`Maker`}
        name="vendor"
        all={t`All makers`}
        values={(facets?.vendors ?? []).map((one) => ({ ...one, label: seller(one.label) }))}
        chosen={filters.vendor_id}
        choose={(vendor_id) => change({ ...filters, vendor_id })}
      />
      <PriceRange filters={filters} facets={facets} currency={currency} change={change} />
      <fieldset className="filters__group">
        <legend><Trans>Availability</Trans></legend>
        <label className="check">
          <input type="checkbox" checked={filters.in_stock} onChange={(event) => change({ ...filters, in_stock: event.target.checked })} />
          <span><Trans>In stock only</Trans></span>
          {facets?.in_stock && <span className="filters__count">{number(facets.in_stock.count)}</span>}
        </label>
      </fieldset>
      {attributes.map((attribute) => (
        <ValueList key={attribute.name} name={attribute.name} values={attribute.values} filters={filters} change={change} />
      ))}
      {attributes.length < ordered.length && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          <Trans>More filters</Trans>
        </button>
      )}
    </form>
  );
}

/** Figures of which nearly each product has its own, such as weights: nobody chooses by them. */
const isMeasure = (values: FacetValue[]): boolean => values.length > VALUES_SHOWN && values.every((one) => one.value.trim() !== '' && Number.isFinite(Number(one.value)));

/** The way down to the level that is shown: the paths of the categories above it. */
function stepsAbove(chosen: string, level: FacetValue[]): string[] {
  const parts = chosen.split('/');
  const ways = parts.map((_, i) => parts.slice(0, i + 1).join('/')).filter(Boolean);
  return ways.filter((way) => !level.some((one) => one.value === way));
}

interface FacetListProps {
  legend: string;
  /** Values above those that are listed, the farthest first. */
  above?: string[];
  name: string;
  all: string;
  values: FacetValue[];
  chosen: string;
  choose: (value: string) => void;
}

function FacetList({ legend, name, all, values, chosen, choose, above = [] }: FacetListProps) {
  const [whole, setWhole] = useState(false);
  // A chosen value stays to be seen even where the host no longer counts it.
  const listed = chosen && !above.includes(chosen) && !values.some((value) => value.value === chosen) ? [{ value: chosen, count: Number.NaN, label: chosen.includes('/') ? chosen.slice(chosen.lastIndexOf('/') + 1) : undefined }, ...values] : values;
  if (listed.length === 0 && above.length === 0) return null;
  const shown = whole ? listed : listed.filter((value, i) => i < VALUES_SHOWN || value.value === chosen);
  return (
    <fieldset className="filters__group">
      <legend>{legend}</legend>
      <label className="check">
        <input type="radio" name={name} checked={chosen === ''} onChange={() => choose('')} />
        <span>{all}</span>
      </label>
      {above.map((way, depth) => (
        <label className="check" key={way} style={{ paddingInlineStart: `${depth * 0.75}rem` }}>
          <input type="radio" name={name} checked={chosen === way} onChange={() => choose(way)} />
          <span>{words(way.slice(way.lastIndexOf('/') + 1))}</span>
        </label>
      ))}
      {shown.map((value) => (
        <label className="check" key={value.value} style={above.length > 0 ? { paddingInlineStart: `${above.length * 0.75}rem` } : undefined}>
          <input type="radio" name={name} checked={chosen === value.value} onChange={() => choose(value.value)} />
          <span>{value.label ?? words(value.value)}</span>
          {!Number.isNaN(value.count) && <span className="filters__count">{number(value.count)}</span>}
        </label>
      ))}
      {shown.length < listed.length && (
        <button type="button" className="link-button" onClick={() => setWhole(true)}>
          <Trans>Show {listed.length - shown.length} more</Trans>
        </button>
      )}
    </fieldset>
  );
}

/** Values of an attribute, of which several may be chosen. */
function ValueList({ name, values, filters, change }: { name: string; values: FacetValue[]; filters: Filters; change: Props['change'] }) {
  const { t } = useLingui();
  const [whole, setWhole] = useState(false);
  const chosen = filters.attributes?.[name] ?? [];
  // One value for everything is no choice.
  if (values.length < 2 && chosen.length === 0) return null;
  const shown = whole ? values : values.filter((value, i) => i < VALUES_SHOWN || chosen.includes(value.value));
  const choose = (value: string, on: boolean) =>
    change({ ...filters, attributes: { ...filters.attributes, [name]: on ? [...chosen, value] : chosen.filter((one) => one !== value) } });
  return (
    <fieldset className="filters__group">
      <legend>{words(name)}</legend>
      {shown.map((value) => (
        <label className="check" key={value.value}>
          <input type="checkbox" checked={chosen.includes(value.value)} onChange={(event) => choose(value.value, event.target.checked)} />
          <span>{value.value === 'true' ? t`Yes` : value.value === 'false' ? t`No` : value.value}</span>
          <span className="filters__count">{number(value.count)}</span>
        </label>
      ))}
      {shown.length < values.length && (
        <button type="button" className="link-button" onClick={() => setWhole(true)}>
          <Trans>Show {values.length - shown.length} more</Trans>
        </button>
      )}
    </fieldset>
  );
}

function PriceRange({ filters, facets, currency, change }: Props) {
  const { t } = useLingui();
  const [min, setMin] = useState(filters.min_price);
  const [max, setMax] = useState(filters.max_price);
  useEffect(() => {
    setMin(filters.min_price);
    setMax(filters.max_price);
  }, [filters.min_price, filters.max_price]);

  const commit = () => {
    if (min === filters.min_price && max === filters.max_price) return;
    // "From 50 to 20" can only mean one thing.
    const swapped = min !== '' && max !== '' && Number(min) > Number(max);
    change({ ...filters, min_price: swapped ? max : min, max_price: swapped ? min : max });
  };
  const range = facets?.price;
  const input = (label: string, value: string, set: (text: string) => void, placeholder?: number) => (
    <label className="filters__price">
      <span className="field__hint">{label}</span>
      <input
        className="input input--small"
        type="number"
        inputMode="decimal"
        min="0"
        step="0.01"
        value={value}
        placeholder={placeholder === undefined ? undefined : String(placeholder)}
        onChange={(event) => set(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
    </label>
  );

  return (
    <fieldset className="filters__group">
      <legend><Trans>Price ({currency})</Trans></legend>
      <div className="filters__prices">
        {input(t`From`, min, setMin, range ? Math.floor(range.min) : undefined)}
        {input(t`To`, max, setMax, range ? Math.ceil(range.max) : undefined)}
      </div>
      {range && (
        <p className="tiny soft">
          <Trans>{money(range.min, currency)} to {money(range.max, currency)}</Trans>
        </p>
      )}
    </fieldset>
  );
}
