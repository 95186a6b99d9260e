// The products that sold best in the range.
import { Link } from 'react-router';
import { readProductsOf } from '../../api/analytics';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useLoad } from '../../ui/useLoad';
import { useTitle } from '../../ui/useTitle';
import { useRange } from './AnalyticsLayout';
import { CsvButton } from './CsvButton';
import { asked } from './range';

const SHOWN = 50;

export function ProductsPage() {
  useTitle('Popular products');
  const query = { ...asked(useRange()), limit: SHOWN };
  const products = useLoad((signal) => readProductsOf(query, signal), JSON.stringify(query));
  const currency = products.data?.currency ?? 'USD';
  return (
    <section className="stack" aria-labelledby="products-title">
      <h2 id="products-title">Popular products</h2>
      {products.problem && <ErrorBanner problem={products.problem} retry={products.reload} />}
      {!products.data && !products.problem && <Loading blocks={2} what="Loading products" />}
      {products.data?.items.length === 0 && <p className="soft">Nothing was sold in these days. Choose a longer range.</p>}
      {products.data && products.data.items.length > 0 && (
        <>
          <table className="table table--cards" data-testid="top-products">
            <thead>
              <tr>
                <th scope="col">Product</th>
                {['Revenue', 'Units', 'Orders', 'Given back'].map((head) => (
                  <th key={head} scope="col" className="end">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {products.data.items.map((item) => (
                <tr key={item.product_id}>
                  <td>
                    <Link to={`/products/${encodeURIComponent(item.product_id)}`}>{item.product_name}</Link>
                  </td>
                  <td className="end figure" data-label="Revenue">
                    {money(item.revenue, currency)}
                  </td>
                  <td className="end figure" data-label="Units">
                    {item.units.toLocaleString()}
                  </td>
                  <td className="end figure" data-label="Orders">
                    {item.orders.toLocaleString()}
                  </td>
                  <td className="end figure" data-label="Given back">
                    {item.refunded_units === 0 ? '–' : `${item.refunded_units} · ${money(item.refunds, currency)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <CsvButton figure="products" query={query} />
        </>
      )}
    </section>
  );
}
