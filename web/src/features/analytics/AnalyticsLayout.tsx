// The room for figures: one period for all tabs and what it is compared with, both in the address so that a link shows the same.
import { useState } from 'react';
import { NavLink, Outlet, useOutletContext, useSearchParams } from 'react-router';
import { rangeProblem, today, type DayRange } from '../../ui/charts/days';
import { beforeWords, comparedWith, isPeriod, periods, rangeOf, type Against } from '../../ui/charts/periods';
import { Field, SelectField } from '../../ui/Field';
import { useSession } from '../../ui/browser/useSession';
import { useShop } from '../shop/useShop';
import { RebuildPanel } from './RebuildPanel';
import './analytics.css';

const OWN = 'own';
const USUAL = '30d';

const tabs = [
  { to: '/admin/analytics', label: 'Sales' },
  { to: '/admin/analytics/products', label: 'Products' },
  { to: '/admin/analytics/customers', label: 'Customers' },
  { to: '/admin/analytics/patterns', label: 'Patterns' },
];

const against: { name: Against; label: string }[] = [
  { name: 'before', label: 'Period before' },
  { name: 'year', label: 'Year before' },
  { name: 'none', label: 'Nothing' },
];

export interface Asked {
  range: DayRange;
  /** Null where nothing is compared. */
  before: DayRange | null;
  /** As within a sentence: "than the 30 days before". */
  beforeName: string;
}

export function AnalyticsLayout() {
  const { may } = useSession();
  const { time_zone: zone } = useShop();
  const [search, setSearch] = useSearchParams();
  const now = today(zone);
  const named = search.get('period');
  const [from, to] = [search.get('from'), search.get('to')];
  const period = isPeriod(named) ? named : from && to ? OWN : USUAL;
  const written: DayRange = period === OWN ? { from: from ?? now, to: to ?? now } : rangeOf(period, now);
  // An address may have been written by hand.
  const range = rangeProblem(written) === null ? written : rangeOf(USUAL, now);
  const compare = against.find((one) => one.name === search.get('compare'))?.name ?? 'before';
  const asked: Asked = { range, before: comparedWith(range, compare), beforeName: beforeWords(range, compare) };
  const [choosing, setChoosing] = useState(false);
  const own = period === OWN || choosing;
  const go = (change: Record<string, string | null>) => {
    for (const [name, value] of Object.entries(change)) {
      if (value === null) search.delete(name);
      else search.set(name, value);
    }
    setSearch(search, { state: { inPlace: true } });
  };
  const kept = new URLSearchParams([...search].filter(([name]) => ['period', 'from', 'to', 'compare'].includes(name))).toString();
  return (
    <div className="stack in-order">
      <h1>Analytics</h1>
      <div className="carts__range" role="group" aria-label="Days">
        <SelectField
          label="Period"
          value={own ? OWN : period}
          data-testid="period"
          onChange={(event) => {
            const chosen = event.target.value;
            setChoosing(chosen === OWN);
            if (chosen !== OWN) go({ period: chosen, from: null, to: null });
          }}
        >
          {periods.map((one) => (
            <option key={one.name} value={one.name}>
              {one.label}
            </option>
          ))}
          <option value={OWN}>Own dates</option>
        </SelectField>
        <SelectField label="Compare with" value={compare} data-testid="compare" onChange={(event) => go({ compare: event.target.value })}>
          {against.map((one) => (
            <option key={one.name} value={one.name}>
              {one.label}
            </option>
          ))}
        </SelectField>
        {own && (
          <OwnDates
            key={`${range.from}|${range.to}`}
            range={range}
            show={(chosen) => {
              setChoosing(false);
              go({ period: null, from: chosen.from, to: chosen.to });
            }}
          />
        )}
      </div>
      <nav className="tabs" aria-label="Analytics">
        {tabs.map((tab) => (
          <NavLink key={tab.to} to={{ pathname: tab.to, search: kept && `?${kept}` }} end>
            {tab.label}
          </NavLink>
        ))}
      </nav>
      <Outlet context={asked} />
      {may('settings.edit') && <RebuildPanel />}
    </div>
  );
}

export function OwnDates({ range, show, label = 'Own dates' }: { range: DayRange; show: (range: DayRange) => void; label?: string }) {
  const [typed, setTyped] = useState(range);
  const wrong = rangeProblem(typed);
  return (
    <form
      className="carts__range"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) show(typed);
      }}
    >
      <Field label="From" type="date" required value={typed.from} onChange={(event) => setTyped((was) => ({ ...was, from: event.target.value }))} data-testid="days-from" />
      <Field label="To" type="date" required value={typed.to} onChange={(event) => setTyped((was) => ({ ...was, to: event.target.value }))} data-testid="days-to" />
      <button type="submit" className="button" disabled={wrong !== null}>
        Show
      </button>
      {wrong && (
        <p className="field__error" role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}

export function useAsked(): Asked {
  return useOutletContext<Asked>();
}
