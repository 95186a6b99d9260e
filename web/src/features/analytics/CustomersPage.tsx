// Who buys: new and returning customers in the range, and by the month of their first order how many came back.
import { useQuery } from '@tanstack/react-query';
import { readCohorts, readCustomers } from '../../api/desk/analytics';
import { asProblem } from '../../api/core/problem';
import type { Cohort, Customers } from '../../api/types';
import { Stat } from '../../ui/charts/Stat';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { useTitle } from '../../ui/useTitle';
import { number } from '../../ui/words';
import { useAsked } from './AnalyticsLayout';
import { CsvButton } from './CsvButton';
import { asked, tick } from './range';
import { percent, shade } from './shades';

const COHORT_MONTHS = 12;

const tiles: { label: string; of: (customers: Customers) => number; words?: (customers: Customers) => string }[] = [
  { label: 'Customers', of: (one) => one.customers },
  { label: 'New', of: (one) => one.new_customers },
  { label: 'Returning', of: (one) => one.returning_customers },
  {
    label: 'Bought more than once',
    of: (one) => one.repeat_customers,
    words: (one) => `${number(one.repeat_customers)} · ${percent(one.customers === 0 ? 0 : one.repeat_customers / one.customers)}`,
  },
];

export function CustomersPage() {
  useTitle('Customers');
  const { range, before, beforeName } = useAsked();
  const query = asked(range);
  const customers = useQuery({ queryKey: ['analytics', 'customers', query], queryFn: ({ signal }) => readCustomers(query, signal) });
  const then = before && asked(before);
  const earlier = useQuery({ queryKey: ['analytics', 'customers', then], enabled: then !== null, queryFn: ({ signal }) => readCustomers(then ?? query, signal) });
  const end = new Date(`${query.to}T00:00:00Z`);
  const cohortQuery = { from: new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - COHORT_MONTHS + 1, 1)).toISOString().slice(0, 10), to: query.to };
  const cohorts = useQuery({ queryKey: ['analytics', 'cohorts', cohortQuery], queryFn: ({ signal }) => readCohorts(cohortQuery, signal) });
  const figures = customers.data;
  return (
    <>
      <section className="stack" aria-labelledby="customers-title">
        <h2 id="customers-title">Customers</h2>
        {customers.isError && <ErrorBanner problem={asProblem(customers.error)} retry={() => void customers.refetch()} />}
        {customers.isPending && <Loading blocks={1} what="Loading customers" />}
        {figures && (
          <dl className="tiles tiles--carts" data-testid="customer-totals">
            {tiles.map(({ label, of, words }) => (
              <Stat key={label} label={label} value={words?.(figures) ?? number(of(figures))} now={of(figures)} before={earlier.data && of(earlier.data)} format={number} beforeName={beforeName} />
            ))}
          </dl>
        )}
      </section>
      <section className="stack" aria-labelledby="cohorts-title">
        <h2 id="cohorts-title">Who comes back</h2>
        <p className="small soft">Customers by the month of their first order, and how many of them bought again in the months after it. Guests count as customers of one visit.</p>
        {cohorts.isError && <ErrorBanner problem={asProblem(cohorts.error)} retry={() => void cohorts.refetch()} />}
        {cohorts.isPending && <Loading blocks={1} what="Loading cohorts" />}
        {cohorts.data?.items.length === 0 && <p className="soft">Nobody has bought yet. Cohorts begin with the first order.</p>}
        {cohorts.data && cohorts.data.items.length > 0 && (
          <>
            <Cohorts cohorts={cohorts.data.items} />
            <CsvButton figure="cohorts" query={cohortQuery} />
          </>
        )}
      </section>
    </>
  );
}

function Cohorts({ cohorts }: { cohorts: Cohort[] }) {
  const longest = Math.max(...cohorts.map((cohort) => cohort.months.length));
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Cohorts">
      <table className="table cohorts" data-testid="cohorts">
        <thead>
          <tr>
            <th scope="col">First order</th>
            <th scope="col" className="end">
              Customers
            </th>
            {Array.from({ length: longest }, (_, i) => (
              <th key={i} scope="col" className="end">
                {i === 0 ? 'Month 0' : `+${i}`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <tr key={cohort.month}>
              <th scope="row">{tick(`${cohort.day}T00:00:00Z`, 'month', 'UTC')} {cohort.day.slice(0, 4)}</th>
              <td className="end figure">{cohort.customers.toLocaleString()}</td>
              {cohort.months.map((month, i) => (
                <td key={month.month} className={`end figure ${i === 0 ? '' : shade(month.share)}`} title={`${month.customers} customers, ${month.orders} orders`}>
                  {percent(month.share)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
