// Sales by hour, day, week or month, in one currency.
import { useSearchParams } from 'react-router';
import { readSalesOf } from '../../api/analytics';
import type { Interval, Sales } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { SelectField } from '../../ui/Field';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useLoad } from '../../ui/useLoad';
import { useTitle } from '../../ui/useTitle';
import { DayBars } from '../../ui/charts/DayBars';
import { axisTop } from '../../ui/charts/salesDays';
import { useRange } from './AnalyticsLayout';
import { CsvButton } from './CsvButton';
import { asked, fits, intervals, label, tick } from './range';

export function SalesPage() {
  useTitle('Sales');
  const range = useRange();
  const [search, setSearch] = useSearchParams();
  const offered = intervals.filter((interval) => fits(range, interval));
  const wanted = search.get('interval') as Interval | null;
  const interval = wanted && offered.includes(wanted) ? wanted : (offered.find((each) => each === 'day') ?? offered[0] ?? 'month');
  // A chart that leaves out what had no sales lies.
  const query = { ...asked(range), interval, currency: search.get('currency'), empty: true };
  const sales = useLoad((signal) => readSalesOf(query, signal), JSON.stringify(query));
  const choose = (name: string, value: string) => {
    search.set(name, value);
    setSearch(search, { state: { inPlace: true } });
  };
  return (
    <section className="stack" aria-labelledby="sales-title">
      <div className="row row--apart">
        <h2 id="sales-title">Sales</h2>
        <div className="row">
          <SelectField label="By" value={interval} onChange={(event) => choose('interval', event.target.value)} data-testid="sales-interval">
            {offered.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </SelectField>
          {sales.data && sales.data.currencies.length > 1 && (
            <SelectField label="Currency" value={sales.data.currency} onChange={(event) => choose('currency', event.target.value)}>
              {sales.data.currencies.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </SelectField>
          )}
        </div>
      </div>
      {sales.problem && <ErrorBanner problem={sales.problem} retry={sales.reload} />}
      {!sales.data && !sales.problem && <Loading blocks={2} what="Loading sales" />}
      {sales.data && <Shown sales={sales.data} interval={interval} />}
      {sales.data && <CsvButton figure="sales" query={query} />}
    </section>
  );
}

function Shown({ sales, interval }: { sales: Sales; interval: Interval }) {
  const { items: rows, totals, currency, time_zone: zone } = sales;
  const tiles = [
    { label: 'Revenue', value: money(totals.revenue, currency) },
    { label: 'Orders', value: totals.orders.toLocaleString() },
    { label: 'Units', value: totals.units.toLocaleString() },
    { label: 'Average order', value: totals.orders === 0 ? '–' : money(totals.revenue / totals.orders, currency) },
    { label: 'Discounts', value: money(totals.discount, currency) },
    { label: 'Given back', value: money(totals.refunds, currency) },
    { label: 'Goodwill', value: money(totals.goodwill, currency) },
    { label: 'Kept', value: money(totals.revenue - totals.refunds - totals.goodwill, currency) },
  ];
  return (
    <>
      <dl className="tiles tiles--carts" data-testid="sales-totals">
        {tiles.map((tile) => (
          <div key={tile.label} className="panel">
            <dt>{tile.label}</dt>
            <dd>{tile.value}</dd>
          </div>
        ))}
      </dl>
      <figure className="chart panel">
        <DayBars
          title={`Sales by ${interval}`}
          summary={`${money(totals.revenue, currency)} from ${totals.orders} orders.`}
          bars={rows.map((row) => ({ day: row.from, value: row.revenue }))}
          top={axisTop(Math.max(...rows.map((row) => row.revenue)))}
          size="full"
          below={(start) => tick(start, interval, zone)}
          caption={(at) => {
            const row = at === null ? undefined : rows[at];
            return row ? `${label(row.from, interval, zone)}: ${money(row.revenue, currency)} from ${row.orders} orders` : `Point at a bar to see its numbers. Days and times are those of ${zone}.`;
          }}
          testId="sales-bars"
        />
        <details className="small">
          <summary>Show as a table</summary>
          <div className="table-scroll">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">From</th>
                  {['Orders', 'Units', 'Revenue', 'Discount', 'Given back', 'Goodwill'].map((head) => (
                    <th key={head} scope="col" className="end">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows
                  .filter((row) => row.orders + row.units > 0 || row.refunds + row.goodwill > 0)
                  .reverse()
                  .map((row) => (
                    <tr key={row.from}>
                      <td>{label(row.from, interval, zone)}</td>
                      <td className="end figure">{row.orders}</td>
                      <td className="end figure">{row.units}</td>
                      <td className="end figure">{money(row.revenue, currency)}</td>
                      <td className="end figure">{money(row.discount, currency)}</td>
                      <td className="end figure">{money(row.refunds, currency)}</td>
                      <td className="end figure">{money(row.goodwill, currency)}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </div>
        </details>
      </figure>
    </>
  );
}
