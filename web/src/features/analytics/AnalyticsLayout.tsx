// The room for figures: one range for all tabs, and under it sales, products, customers, patterns.
import { useState } from 'react';
import { NavLink, Outlet, useOutletContext, useSearchParams } from 'react-router';
import { Field } from '../../ui/Field';
import { useSession } from '../../ui/useSession';
import { lastDaysRange, rangeProblem, today, type DayRange } from '../../ui/charts/days';
import { RebuildPanel } from './RebuildPanel';
import './analytics.css';

const USUAL_DAYS = 30;

const tabs = [
  { to: '/admin/analytics', label: 'Sales' },
  { to: '/admin/analytics/products', label: 'Products' },
  { to: '/admin/analytics/customers', label: 'Customers' },
  { to: '/admin/analytics/patterns', label: 'Patterns' },
];

export function AnalyticsLayout() {
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const [usual] = useState(() => lastDaysRange(USUAL_DAYS, today()));
  const range: DayRange = { from: search.get('from') ?? usual.from, to: search.get('to') ?? usual.to };
  const [typed, setTyped] = useState(range);
  const wrong = rangeProblem(typed);
  return (
    <div className="stack">
      <h1>Analytics</h1>
      <form
        className="carts__range"
        aria-label="Days"
        onSubmit={(event) => {
          event.preventDefault();
          if (wrong) return;
          search.set('from', typed.from);
          search.set('to', typed.to);
          setSearch(search, { state: { inPlace: true } });
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
      <nav className="tabs" aria-label="Analytics">
        {tabs.map((tab) => (
          <NavLink key={tab.to} to={{ pathname: tab.to, search: `?${new URLSearchParams({ from: range.from, to: range.to })}` }} end>
            {tab.label}
          </NavLink>
        ))}
      </nav>
      <Outlet context={range} key={`${range.from}|${range.to}`} />
      {may('settings.edit') && <RebuildPanel />}
    </div>
  );
}

export function useRange(): DayRange {
  return useOutletContext<DayRange>();
}
