// How customers buy: what a basket holds, what goes together, and at what hour.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { readBaskets, readHours, readPairs } from '../../api/desk/analytics';
import { asProblem } from '../../api/core/problem';
import type { Hours } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useTitle } from '../../ui/useTitle';
import { useAsked } from './AnalyticsLayout';
import { CsvButton } from './CsvButton';
import { asked } from './range';
import { percent, shade } from './shades';

const PAIRS_SHOWN = 20;
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function PatternsPage() {
  useTitle('Buying patterns');
  const query = asked(useAsked().range);
  return (
    <div className="stack stack--loose in-order">
      <BasketPanel query={query} />
      <PairPanel query={query} />
      <HourPanel query={query} />
    </div>
  );
}

type Query = { from: string; to: string };

function BasketPanel({ query }: { query: Query }) {
  const baskets = useQuery({ queryKey: ['analytics', 'baskets', query], queryFn: ({ signal }) => readBaskets(query, signal) });
  const figures = baskets.data;
  return (
    <section className="panel stack" aria-labelledby="baskets-title">
      <h2 id="baskets-title">What a basket holds</h2>
      {baskets.isError && <ErrorBanner problem={asProblem(baskets.error)} retry={() => void baskets.refetch()} />}
      {baskets.isPending && <Loading blocks={1} what="Loading baskets" />}
      {figures?.orders === 0 && <p className="soft">No orders in these days.</p>}
      {figures && figures.orders > 0 && (
        <>
          <p data-testid="basket-average">
            On average {figures.units_per_order} pieces of {figures.lines_per_order} products for {money(figures.revenue_per_order ?? 0, figures.currency)}.
          </p>
          <ol className="funnel" data-testid="baskets">
            {figures.items.map((item) => (
              <li key={item.units}>
                <div className="row row--apart">
                  <span>{item.units_max === null ? `${item.units} pieces or more` : item.units === item.units_max ? (item.units === 1 ? '1 piece' : `${item.units} pieces`) : `${item.units} to ${item.units_max} pieces`}</span>
                  <span className="figure">
                    <strong>{item.orders.toLocaleString()}</strong>
                    <span className="small soft"> · {percent(item.share)} · {money(item.revenue, figures.currency)}</span>
                  </span>
                </div>
                <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                  <rect width="100" height="4" rx="1" className="funnel__rest" />
                  <rect width={100 * item.share} height="4" rx="1" className="funnel__bar" />
                </svg>
              </li>
            ))}
          </ol>
          <CsvButton figure="baskets" query={query} />
        </>
      )}
    </section>
  );
}

function PairPanel({ query }: { query: Query }) {
  const asking = { ...query, limit: PAIRS_SHOWN };
  const pairs = useQuery({ queryKey: ['analytics', 'pairs', asking], queryFn: ({ signal }) => readPairs(asking, signal) });
  return (
    <section className="panel stack" aria-labelledby="pairs-title">
      <h2 id="pairs-title">Bought together</h2>
      {pairs.isError && <ErrorBanner problem={asProblem(pairs.error)} retry={() => void pairs.refetch()} />}
      {pairs.isPending && <Loading blocks={1} what="Loading pairs" />}
      {pairs.data?.items.length === 0 && <p className="soft">No two products were in one order. Choose a longer range.</p>}
      {pairs.data && pairs.data.items.length > 0 && (
        <>
          <ul className="pairs" data-testid="pairs">
            {pairs.data.items.map((pair) => (
              <li key={`${pair.first_product_id}|${pair.second_product_id}`}>
                <span>
                  <Link to={`/products/${encodeURIComponent(pair.first_product_id)}`}>{pair.first_product_name}</Link> and{' '}
                  <Link to={`/products/${encodeURIComponent(pair.second_product_id)}`}>{pair.second_product_name}</Link>
                </span>
                <span className="small soft">
                  {pair.orders === 1 ? '1 order' : `${pair.orders} orders`} · {percent(pair.first_share)} of the first, {percent(pair.second_share)} of the second
                </span>
              </li>
            ))}
          </ul>
          <CsvButton figure="pairs" query={asking} />
        </>
      )}
    </section>
  );
}

function HourPanel({ query }: { query: Query }) {
  const hours = useQuery({ queryKey: ['analytics', 'hours', query], queryFn: ({ signal }) => readHours(query, signal) });
  return (
    <section className="panel stack" aria-labelledby="hours-title">
      <h2 id="hours-title">When customers buy</h2>
      {hours.isError && <ErrorBanner problem={asProblem(hours.error)} retry={() => void hours.refetch()} />}
      {hours.isPending && <Loading blocks={1} what="Loading hours" />}
      {hours.data && <HourTable hours={hours.data} />}
      {hours.data && <CsvButton figure="hours" query={query} />}
    </section>
  );
}

function HourTable({ hours }: { hours: Hours }) {
  const most = Math.max(1, ...hours.items.map((item) => item.orders));
  const orders = new Map(hours.items.map((item) => [`${item.weekday}|${item.hour}`, item.orders]));
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`Orders by weekday and hour, ${hours.time_zone}`}>
      <table className="hours" data-testid="hours">
        <thead>
          <tr>
            <th scope="col">{hours.time_zone}</th>
            {Array.from({ length: 24 }, (_, hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weekdays.map((weekday, i) => (
            <tr key={weekday}>
              <th scope="row">{weekday.slice(0, 3)}</th>
              {Array.from({ length: 24 }, (_, hour) => {
                const count = orders.get(`${i + 1}|${hour}`) ?? 0;
                return (
                  <td key={hour} className={shade(count / most)} title={`${weekday} ${hour}:00, ${count} orders`}>
                    {count === 0 ? '' : count}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
