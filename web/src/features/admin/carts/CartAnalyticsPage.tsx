// How carts fare by day: made, left, gone on with, bought.
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { readCartAnalytics } from '../../../api/desk/adminCarts';
import type { CartAnalytics } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Loading } from '../../../ui/Loading';
import { money } from '../../../ui/money';
import { useLoad } from '../../../ui/browser/useLoad';
import { useTitle } from '../../../ui/useTitle';
import { OwnDates } from '../../analytics/AnalyticsLayout';
import { CartCharts } from './CartCharts';
import { conversion } from './cartFigures';
import { lastDaysRange, today, type DayRange } from '../../../ui/charts/days';

const USUAL_DAYS = 30;

export function CartAnalyticsPage() {
  useTitle('Cart analytics');
  const [search, setSearch] = useSearchParams();
  const [usual] = useState(() => lastDaysRange(USUAL_DAYS, today()));
  const range: DayRange = { from: search.get('from') ?? usual.from, to: search.get('to') ?? usual.to };
  return (
    <>
      <OwnDates label="Days" range={range} show={({ from, to }) => setSearch({ from, to })} />
      <Figures key={`${range.from}|${range.to}`} range={range} />
    </>
  );
}

function Figures({ range }: { range: DayRange }) {
  const carts = useLoad(['carts', 'analytics', range.from, range.to], (signal) => readCartAnalytics(range.from, range.to, signal));
  if (carts.problem) return <ErrorBanner problem={carts.problem} retry={carts.reload} />;
  if (!carts.data) return <Loading what="Loading figures" />;
  return (
    <>
      <Totals carts={carts.data} />
      <CartCharts range={range} days={carts.data.days} />
    </>
  );
}

function Totals({ carts }: { carts: CartAnalytics }) {
  const { totals } = carts;
  const tiles = [
    { label: 'Created', value: totals.created.toLocaleString() },
    { label: 'Abandoned', value: totals.abandoned.toLocaleString() },
    { label: 'Recovered', value: totals.recovered.toLocaleString() },
    { label: 'Converted', value: totals.converted.toLocaleString() },
    { label: 'Conversion rate', value: conversion(totals) },
    { label: 'Bought from carts', value: totals.value.length === 0 ? '–' : totals.value.map((each) => money(each.amount, each.currency)).join(' + ') },
    { label: 'Open now', value: carts.open_carts.toLocaleString() },
    { label: 'Abandoned now', value: carts.abandoned_now.toLocaleString() },
  ];
  return (
    <dl className="tiles tiles--carts" data-testid="cart-totals">
      {tiles.map((tile) => (
        <div key={tile.label} className="panel">
          <dt>{tile.label}</dt>
          <dd>{tile.value}</dd>
        </div>
      ))}
    </dl>
  );
}
