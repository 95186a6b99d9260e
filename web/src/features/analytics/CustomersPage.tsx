// Who buys: new and returning customers in the range, and by the month of their first order how many came back.
import { readCohorts, readCustomers } from '../../api/analytics';
import type { Cohort } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { useLoad } from '../../ui/useLoad';
import { useTitle } from '../../ui/useTitle';
import { useRange } from './AnalyticsLayout';
import { CsvButton } from './CsvButton';
import { asked, tick } from './range';
import { percent, shade } from './shades';

const COHORT_MONTHS = 12;

export function CustomersPage() {
  useTitle('Customers');
  const range = useRange();
  const query = asked(range);
  const customers = useLoad((signal) => readCustomers(query, signal), JSON.stringify(query));
  const end = new Date(`${query.to}T00:00:00Z`);
  const cohortQuery = { from: new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - COHORT_MONTHS + 1, 1)).toISOString().slice(0, 10), to: query.to };
  const cohorts = useLoad((signal) => readCohorts(cohortQuery, signal), JSON.stringify(cohortQuery));
  const figures = customers.data;
  return (
    <>
      <section className="stack" aria-labelledby="customers-title">
        <h2 id="customers-title">Customers</h2>
        {customers.problem && <ErrorBanner problem={customers.problem} retry={customers.reload} />}
        {!figures && !customers.problem && <Loading blocks={1} what="Loading customers" />}
        {figures && (
          <dl className="tiles tiles--carts" data-testid="customer-totals">
            {[
              { label: 'Customers', value: figures.customers.toLocaleString() },
              { label: 'New', value: figures.new_customers.toLocaleString() },
              { label: 'Returning', value: figures.returning_customers.toLocaleString() },
              { label: 'Bought more than once', value: `${figures.repeat_customers.toLocaleString()} · ${percent(figures.customers === 0 ? 0 : figures.repeat_customers / figures.customers)}` },
            ].map((tile) => (
              <div key={tile.label} className="panel">
                <dt>{tile.label}</dt>
                <dd>{tile.value}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <section className="stack" aria-labelledby="cohorts-title">
        <h2 id="cohorts-title">Who comes back</h2>
        <p className="small soft">Customers by the month of their first order, and how many of them bought again in the months after it. Guests count as customers of one visit.</p>
        {cohorts.problem && <ErrorBanner problem={cohorts.problem} retry={cohorts.reload} />}
        {!cohorts.data && !cohorts.problem && <Loading blocks={1} what="Loading cohorts" />}
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
