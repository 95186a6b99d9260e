// Sales by hour, day, week or month, in one currency, against those of the period before.
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { readSalesOf } from '../../api/desk/analytics';
import { asProblem } from '../../api/core/problem';
import type { Interval, Sales } from '../../api/types';
import { Chart } from '../../ui/charts/Chart';
import { shortMoney } from '../../ui/charts/axis';
import { Stat } from '../../ui/charts/Stat';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { SelectField } from '../../ui/Field';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useTitle } from '../../ui/useTitle';
import { number } from '../../ui/words';
import { useAsked } from './AnalyticsLayout';
import { compared, salesTable } from './compared';
import { CsvButton } from './CsvButton';
import { asked, fits, intervals } from './range';

export function SalesPage() {
  useTitle('Sales');
  const { range, before, beforeName } = useAsked();
  const [search, setSearch] = useSearchParams();
  const offered = intervals.filter((interval) => fits(range, interval));
  const wanted = search.get('interval') as Interval | null;
  const interval = wanted && offered.includes(wanted) ? wanted : (offered.find((each) => each === 'day') ?? offered[0] ?? 'month');
  // A chart that leaves out what had no sales lies.
  const query = { ...asked(range), interval, currency: search.get('currency'), empty: true };
  const sales = useQuery({ queryKey: ['analytics', 'sales', query], queryFn: ({ signal }) => readSalesOf(query, signal) });
  const currency = sales.data?.currency;
  // In the same currency: the one of the most orders may have been another one then.
  const then = before && { ...query, ...asked(before), currency: currency ?? null };
  const earlier = useQuery({ queryKey: ['analytics', 'sales', then], enabled: then !== null && currency !== undefined, queryFn: ({ signal }) => readSalesOf(then ?? query, signal) });
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
      {sales.isError && <ErrorBanner problem={asProblem(sales.error)} retry={() => void sales.refetch()} />}
      {earlier.isError && <ErrorBanner problem={asProblem(earlier.error)} retry={() => void earlier.refetch()} />}
      {sales.isPending && <Loading blocks={2} what="Loading sales" />}
      {sales.data && (
        <>
          <Totals sales={sales.data} before={earlier.data} beforeName={beforeName} />
          <div className="panel">
            <Chart
              kind="line"
              title={`Sales by ${interval}`}
              {...compared(sales.data, earlier.data, interval)}
              name="Revenue"
              beforeName={beforeName}
              zone={sales.data.time_zone}
              format={(value) => money(value, sales.data.currency)}
              axis={(value) => shortMoney(value, sales.data.currency)}
              table={salesTable(sales.data, earlier.data, interval)}
              testId="sales-bars"
            >
              <CsvButton figure="sales" query={query} />
            </Chart>
          </div>
        </>
      )}
    </section>
  );
}

interface TotalsProps {
  sales: Sales;
  before: Sales | undefined;
  beforeName: string;
}

function Totals({ sales: { totals, currency }, before, beforeName }: TotalsProps) {
  const amount = (value: number) => money(value, currency);
  const then = before?.totals;
  const kept = (of: Sales['totals']) => of.revenue - of.refunds - of.goodwill;
  const figures: { label: string; of: (totals: Sales['totals']) => number | undefined; format: (value: number) => string; lessIsBetter?: boolean }[] = [
    { label: 'Revenue', of: (of) => of.revenue, format: amount },
    { label: 'Orders', of: (of) => of.orders, format: number },
    { label: 'Units', of: (of) => of.units, format: number },
    { label: 'Average order', of: (of) => (of.orders === 0 ? undefined : of.revenue / of.orders), format: amount },
    { label: 'Discounts', of: (of) => of.discount, format: amount, lessIsBetter: true },
    { label: 'Given back', of: (of) => of.refunds, format: amount, lessIsBetter: true },
    { label: 'Goodwill', of: (of) => of.goodwill, format: amount, lessIsBetter: true },
    { label: 'Kept', of: kept, format: amount },
  ];
  return (
    <dl className="tiles tiles--carts" data-testid="sales-totals">
      {figures.map(({ label, of, format, lessIsBetter = false }) => {
        const now = of(totals);
        return <Stat key={label} label={label} value={now === undefined ? '–' : format(now)} now={now} before={then && of(then)} format={format} beforeName={beforeName} lessIsBetter={lessIsBetter} />;
      })}
    </dl>
  );
}
