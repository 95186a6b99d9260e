// What the shop owes a vendor, what it has paid, and what the last thirty days were made of.
import { readBalance, readOwnReport, listOwnPayouts } from '../../api/desk/vendor';
import type { LedgerSums, Payout } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { LoadMore } from '../../ui/LoadMore';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useLoad } from '../../ui/browser/useLoad';
import { useRows } from '../../ui/table/useRows';
import { useTitle } from '../../ui/useTitle';
import { dateOnly } from '../../ui/words';
import { CsvLink } from './CsvLink';
import { PayoutAccount } from './PayoutAccount';
import { SumsTable } from './SumsTable';
import './vendor.css';

export function BalancePage() {
  useTitle('Balance and payouts');
  const balance = useLoad(['balance', 'own'], (signal) => readBalance(signal));
  const report = useLoad(['balance', 'report'], (signal) => readOwnReport(signal));
  const payouts = useRows<Payout>(['payouts', 'own'], (cursor, signal) => listOwnPayouts({ limit: 20, cursor }, signal));
  return (
    <div className="stack stack--loose">
      <h1>Balance and payouts</h1>
      {balance.problem && <ErrorBanner problem={balance.problem} retry={balance.reload} />}
      {!balance.data && !balance.problem && <Loading blocks={1} what="Loading your balance" />}
      {balance.data && (
        <dl className="tiles" data-testid="balance">
          {balance.data.balances.length === 0 && (
            <div className="panel">
              <dt>The shop owes you</dt>
              <dd>Nothing yet</dd>
            </div>
          )}
          {balance.data.balances.map((one) => (
            <div className="panel" key={one.currency}>
              <dt>{one.amount < 0 ? 'You owe the shop' : 'The shop owes you'}</dt>
              <dd>{money(Math.abs(one.amount), one.currency)}</dd>
              {one.amount < 0 && <dd className="small soft">More was paid back than sold since your last payout. Your next payouts are that much lower.</dd>}
            </div>
          ))}
        </dl>
      )}
      <PayoutAccount />
      <section className="stack" aria-labelledby="report-title">
        <div className="row row--apart">
          <h2 id="report-title">Last 30 days</h2>
          <CsvLink path="/api/vendor/payouts/report?format=csv" />
        </div>
        {report.problem && <ErrorBanner problem={report.problem} retry={report.reload} />}
        {report.data && report.data.days.length === 0 && <p className="soft">Nothing was sold or paid back.</p>}
        {report.data && report.data.days.length > 0 && (
          <SumsTable
            head="Day"
            rows={[
              ...report.data.totals.map((sums): [string, LedgerSums] => ['All', sums]),
              ...[...report.data.days].reverse().map((day): [string, LedgerSums] => [dateOnly(day.day), day.sums]),
            ]}
          />
        )}
      </section>
      <section className="stack" aria-labelledby="payouts-title">
        <h2 id="payouts-title">Payouts</h2>
        {payouts.problem && <ErrorBanner problem={payouts.problem} retry={payouts.reload} />}
        {payouts.first && payouts.items.length === 0 && <p className="soft">None was made yet.</p>}
        <ul className="changes">
          {payouts.items.map((payout) => (
            <li key={payout.payout_id} data-testid="payout">
              <span>{dateOnly(payout.created_at)}</span>
              <span className="strong figure">{money(payout.amount, payout.currency)}</span>
              {payout.note && <span className="soft">{payout.note}</span>}
              {payout.returned > 0 && <span className="small">{money(payout.returned, payout.currency)} came back: the shop owes you that again</span>}
            </li>
          ))}
        </ul>
        <LoadMore pages={payouts} />
      </section>
    </div>
  );
}
