// The products that sold best in the range.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { readProductsOf } from '../../api/desk/analytics';
import { asProblem } from '../../api/core/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useTitle } from '../../ui/useTitle';
import { useAsked } from './AnalyticsLayout';
import { CsvButton } from './CsvButton';
import { asked } from './range';

const SHOWN = 50;

export function ProductsPage() {
  useTitle('Popular products');
  const query = { ...asked(useAsked().range), limit: SHOWN };
  const products = useQuery({ queryKey: ['analytics', 'products', query], queryFn: ({ signal }) => readProductsOf(query, signal) });
  const currency = products.data?.currency ?? 'USD';
  return (
    <section className="stack" aria-labelledby="products-title">
      <h2 id="products-title">Popular products</h2>
      {products.isError && <ErrorBanner problem={asProblem(products.error)} retry={() => void products.refetch()} />}
      {products.isPending && <Loading blocks={2} what="Loading products" />}
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
