// How the shop is doing: sales by day, what sells, and how carts become orders.
import { useState } from 'react';
import { Link } from 'react-router';
import { readCartFunnel, readSales, readTopProducts } from '../../../api/admin';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { SelectField } from '../../../ui/Field';
import { Loading } from '../../../ui/Loading';
import { money } from '../../../ui/money';
import { useLoad } from '../../../ui/useLoad';
import { useSession } from '../../../ui/useSession';
import { useTitle } from '../../../ui/useTitle';
import { count } from '../../../ui/words';
import { Funnel } from '../../../ui/charts/Funnel';
import { GuideCard } from '../settings/guide/GuideCard';
import { PartsPanel } from '../orders/PartsPanel';
import { SalesChart } from '../../../ui/charts/SalesChart';
import { lastDays } from '../../../ui/charts/salesDays';
import { lastDaysRange, today } from '../../../ui/charts/days';

export function DashboardPage() {
  const { may } = useSession();
  useTitle('Dashboard');
  const [days, setDays] = useState(30);
  const [now] = useState(() => new Date());
  const { from } = lastDaysRange(days, today(undefined, now));
  const sales = useLoad((signal) => readSales({ interval: 'day', from }, signal), from);
  const products = useLoad((signal) => readTopProducts(8, signal), 'products');
  const shown = sales.data ? lastDays(sales.data.items, days, today(sales.data.time_zone, now)) : [];
  const totals = sales.data?.totals;
  const currency = sales.data?.currency ?? 'USD';

  return (
    <div className="stack stack--loose">
      <div className="row row--apart">
        <h1>Dashboard</h1>
        <SelectField label="Period" value={days} onChange={(event) => setDays(Number(event.target.value))}>
          <option value={14}>14 days</option>
          <option value={30}>30 days</option>
          <option value={90}>90 days</option>
        </SelectField>
      </div>
      {may('settings.edit') && <GuideCard />}
      {!sales.problem && (
        <dl className="tiles" aria-busy={!totals}>
          <div className="panel">
            <dt>Revenue</dt>
            <dd>{totals ? money(totals.revenue, currency) : '…'}</dd>
          </div>
          <div className="panel">
            <dt>Given back</dt>
            <dd>{totals ? money(totals.refunds, currency) : '…'}</dd>
          </div>
          <div className="panel">
            <dt>Orders</dt>
            <dd>{totals ? totals.orders.toLocaleString() : '…'}</dd>
          </div>
          <div className="panel">
            <dt>Average order</dt>
            <dd>{!totals ? '…' : totals.orders === 0 ? '–' : money(totals.revenue / totals.orders, currency)}</dd>
          </div>
        </dl>
      )}
      <section className="panel stack" aria-labelledby="sales-title">
        <h2 id="sales-title">Sales by day</h2>
        {sales.problem && <ErrorBanner problem={sales.problem} retry={sales.reload} />}
        {!sales.data && !sales.problem && <Loading blocks={1} what="Loading sales" shape="chart" />}
        {sales.data && <SalesChart days={shown} currency={sales.data.currency} />}
      </section>
      <div className="halves">
        <section className="panel stack" aria-labelledby="top-title">
          <h2 id="top-title">Top products</h2>
          {products.problem && <ErrorBanner problem={products.problem} retry={products.reload} />}
          {!products.data && !products.problem && <Loading blocks={1} what="Loading products" />}
          {products.data && products.data.items.length === 0 && <p className="soft">Nothing was sold yet.</p>}
          {products.data && (
            <ol className="ranking">
              {products.data.items.map((product) => (
                <li key={product.product_id}>
                  <Link to={`/products/${encodeURIComponent(product.product_id)}`}>{product.product_name}</Link>
                  <span className="small soft nowrap">{count(product.units, 'piece')}</span>
                  <span className="strong figure nowrap">{money(product.revenue, products.data?.currency ?? 'USD')}</span>
                </li>
              ))}
            </ol>
          )}
        </section>
        {may('analytics.view') ? <CartPanel /> : <PartsPanel />}
      </div>
    </div>
  );
}

/** Carts belong to shoppers, not to a vendor, so only an admin is shown them. */
function CartPanel() {
  const funnel = useLoad((signal) => readCartFunnel(signal), 'funnel');
  return (
    <section className="panel stack" aria-labelledby="funnel-title">
      <h2 id="funnel-title">From cart to order</h2>
      {funnel.problem && <ErrorBanner problem={funnel.problem} retry={funnel.reload} />}
      {!funnel.data && !funnel.problem && <Loading blocks={1} what="Loading carts" />}
      {funnel.data && <Funnel steps={funnel.data.funnel} />}
    </section>
  );
}
