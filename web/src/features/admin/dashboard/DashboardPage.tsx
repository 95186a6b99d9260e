// The beginning of the day: what is to be done, then how the shop is doing against the days before, what sells, and how carts become orders.
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { readCartFunnel } from '../../../api/desk/admin';
import { readProductsOf, readSalesOf } from '../../../api/desk/analytics';
import { asProblem } from '../../../api/core/problem';
import type { Sales } from '../../../api/types';
import { Chart } from '../../../ui/charts/Chart';
import { shortMoney } from '../../../ui/charts/axis';
import { today as dayNow } from '../../../ui/charts/days';
import { Funnel } from '../../../ui/charts/Funnel';
import { beforeWords, comparedWith, rangeOf, type Period } from '../../../ui/charts/periods';
import { Stat } from '../../../ui/charts/Stat';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { SelectField } from '../../../ui/Field';
import { Loading } from '../../../ui/Loading';
import { money } from '../../../ui/money';
import { useSession } from '../../../ui/browser/useSession';
import { useTitle } from '../../../ui/useTitle';
import { count, number } from '../../../ui/words';
import { CsvButton } from '../../analytics/CsvButton';
import { asked } from '../../analytics/range';
import { compared, salesTable, upToNow, type Totals as Earlier } from '../../analytics/compared';
import { useShop } from '../../shop/useShop';
import { PartsPanel } from '../orders/PartsPanel';
import { GuideCard } from '../settings/guide/GuideCard';
import { TodayPanel } from './TodayPanel';
import { useToday } from './useToday';
import './dashboard.css';

const TOP = 8;
const shown: { period: Period; label: string }[] = [
  { period: 'today', label: 'Today' },
  { period: '7d', label: '7 days' },
  { period: '30d', label: '30 days' },
  { period: '90d', label: '90 days' },
];

export function DashboardPage() {
  const { may, isVendor } = useSession();
  const { time_zone: zone } = useShop();
  useTitle('Dashboard');
  const [search, setSearch] = useSearchParams();
  const period = shown.find((one) => one.period === search.get('period'))?.period ?? '30d';
  const today = dayNow(zone);
  const month = asked(rangeOf('30d', today));
  const figures = isVendor || may('analytics.view');
  const todo = useToday(month.from, month.to);
  return (
    <div className="stack stack--loose">
      <div className="row row--apart">
        <h1>Dashboard</h1>
        {figures && (
          <SelectField
            label="Period"
            value={period}
            data-testid="dashboard-period"
            onChange={(event) => {
              search.set('period', event.target.value);
              setSearch(search, { replace: true, state: { inPlace: true } });
            }}
          >
            {shown.map((one) => (
              <option key={one.period} value={one.period}>
                {one.label}
              </option>
            ))}
          </SelectField>
        )}
      </div>
      {may('settings.edit') && <GuideCard />}
      <TodayPanel {...todo} />
      {/* Read beside it, and shown once it has its length: nothing that is there moves away. */}
      <div className="dashboard__figures stack stack--loose" hidden={todo.reading}>
        {figures && <SalesPanel period={period} today={today} />}
        <div className="halves">
          {figures && <TopPanel period={period} today={today} />}
          {may('analytics.view') ? <CartPanel period={period} today={today} /> : isVendor && <PartsPanel />}
        </div>
      </div>
    </div>
  );
}

interface Days {
  period: Period;
  today: string;
}

function SalesPanel({ period, today }: Days) {
  const range = rangeOf(period, today);
  const before = comparedWith(range, 'before');
  const query = { ...asked(range), interval: period === 'today' ? 'hour' : 'day', empty: true } as const;
  const sales = useQuery({ queryKey: ['analytics', 'sales', query], queryFn: ({ signal }) => readSalesOf(query, signal) });
  const currency = sales.data?.currency;
  // In the same currency: the one of the most orders may have been another one then.
  const then = before && { ...query, ...asked(before), currency: currency ?? null };
  const earlier = useQuery({ queryKey: ['analytics', 'sales', then], enabled: currency !== undefined && then !== null, queryFn: ({ signal }) => readSalesOf(then ?? query, signal) });
  const beforeName = beforeWords(range, 'before');
  if (sales.isError) return <ErrorBanner problem={asProblem(sales.error)} retry={() => void sales.refetch()} />;
  const { marks, summary } = sales.data ? compared(sales.data, earlier.data, query.interval) : { marks: [], summary: '' };
  return (
    <>
      {period === 'today' ? (
        <Totals sales={sales.data} before={upToNow(earlier.data, Date.now())} beforeName={`${beforeName} up to this hour`} />
      ) : (
        <Totals sales={sales.data} before={earlier.data?.totals} beforeName={beforeName} />
      )}
      <section className="panel stack" aria-labelledby="sales-title">
        <h2 id="sales-title">Sales by {query.interval}</h2>
        {earlier.isError && <ErrorBanner problem={asProblem(earlier.error)} retry={() => void earlier.refetch()} />}
        <div className="chart-room">
          {!sales.data && <Loading blocks={1} what="Loading sales" shape="chart" />}
          {sales.data && (
            <Chart
              kind="line"
              title={`Sales by ${query.interval}`}
              summary={summary}
              marks={marks}
              name="Revenue"
              beforeName={beforeName}
              zone={sales.data.time_zone}
              format={(value) => money(value, sales.data.currency)}
              axis={(value) => shortMoney(value, sales.data.currency)}
              table={salesTable(sales.data, earlier.data, query.interval)}
              testId="sales-chart"
            >
              <CsvButton figure="sales" query={query} />
            </Chart>
          )}
        </div>
      </section>
    </>
  );
}

function Totals({ sales, before: then, beforeName }: { sales: Sales | undefined; before: Earlier | undefined; beforeName: string }) {
  const currency = sales?.currency ?? 'USD';
  const now = sales?.totals;
  const amount = (value: number) => money(value, currency);
  const average = (totals: Earlier | undefined) => (!totals || totals.orders === 0 ? undefined : totals.revenue / totals.orders);
  return (
    <dl className="tiles" aria-busy={!now} data-testid="dashboard-totals">
      <Stat label="Revenue" value={now ? amount(now.revenue) : null} now={now?.revenue} before={then?.revenue} format={amount} beforeName={beforeName} />
      <Stat label="Orders" value={now ? number(now.orders) : null} now={now?.orders} before={then?.orders} format={number} beforeName={beforeName} />
      <Stat label="Average order" value={!now ? null : now.orders === 0 ? '–' : amount(now.revenue / now.orders)} now={average(now)} before={average(then)} format={amount} beforeName={beforeName} />
      <Stat label="Given back" value={now ? amount(now.refunds) : null} now={now?.refunds} before={then?.refunds} format={amount} beforeName={beforeName} lessIsBetter />
    </dl>
  );
}

function TopPanel({ period, today }: Days) {
  const query = { ...asked(rangeOf(period, today)), limit: TOP };
  const products = useQuery({ queryKey: ['analytics', 'products', query], queryFn: ({ signal }) => readProductsOf(query, signal) });
  return (
    <section className="panel stack" aria-labelledby="top-title">
      <h2 id="top-title">Top products</h2>
      {products.isError && <ErrorBanner problem={asProblem(products.error)} retry={() => void products.refetch()} />}
      {products.isPending && <Loading blocks={1} what="Loading products" />}
      {products.data?.items.length === 0 && <p className="soft">Nothing was sold in these days.</p>}
      {products.data && (
        <ol className="ranking">
          {products.data.items.map((product) => (
            <li key={product.product_id}>
              <Link to={`/products/${encodeURIComponent(product.product_id)}`}>{product.product_name}</Link>
              <span className="small soft nowrap">{count(product.units, 'piece')}</span>
              <span className="strong figure nowrap">{money(product.revenue, products.data.currency)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Carts belong to shoppers, not to a vendor, so only an admin is shown them. */
function CartPanel({ period, today }: Days) {
  const query = asked(rangeOf(period, today));
  const funnel = useQuery({ queryKey: ['analytics', 'carts', query], queryFn: ({ signal }) => readCartFunnel(query, signal) });
  return (
    <section className="panel stack" aria-labelledby="funnel-title">
      <h2 id="funnel-title">From cart to order</h2>
      {funnel.isError && <ErrorBanner problem={asProblem(funnel.error)} retry={() => void funnel.refetch()} />}
      {funnel.isPending && <Loading blocks={1} what="Loading carts" />}
      {funnel.data && <Funnel steps={funnel.data.funnel} />}
    </section>
  );
}
