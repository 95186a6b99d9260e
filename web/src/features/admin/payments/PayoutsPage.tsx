// What the shop owes its vendors, and the payouts that were made: for the shop's own people; a vendor is shown its own.
import { useState, type FormEvent } from 'react';
import { randomKey } from '../../../api/attempt';
import { readPayoutProvider, sendPayout } from '../../../api/payouts';
import { asProblem, type Problem } from '../../../api/problem';
import type { LedgerSums, Owed, Payout } from '../../../api/types';
import { listOwed, listPayouts, listReport, payOut } from '../../../api/vendor';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { useSay } from '../../../ui/Toasts';
import { usePages } from '../../../ui/usePages';
import { useLoad } from '../../../ui/useLoad';
import { useSession } from '../../../ui/useSession';
import { useTitle } from '../../../ui/useTitle';
import { dateTime } from '../../../ui/words';
import { BalancePage } from '../../vendor/BalancePage';
import { AccountChanges } from './AccountChanges';
import { AccountDialog } from './AccountDialog';
import { BankAnswerUpload } from './BankAnswerUpload';
import { PayoutDifferencesPanel } from './PayoutDifferencesPanel';
import { PayoutFiles } from './PayoutFiles';
import { PayoutReturnedDialog } from './PayoutReturnedDialog';
import { PayoutTransfers } from './PayoutTransfers';
import { CsvLink } from '../../vendor/CsvLink';
import { SumsTable } from '../../vendor/SumsTable';

export function PayoutsPage() {
  const { may } = useSession();
  return may('payouts.view') ? <AllPayouts /> : <BalancePage />;
}

function AllPayouts() {
  useTitle('Payouts');
  const say = useSay();
  const owed = usePages<Owed>((cursor, signal) => listOwed({ limit: 50, cursor }, signal), 'owed');
  const report = usePages<LedgerSums>((cursor, signal) => listReport({ limit: 50, cursor }, signal), 'report');
  const payouts = usePages<Payout>((cursor, signal) => listPayouts({ limit: 20, cursor }, signal), 'payouts');
  const provider = useLoad((signal) => readPayoutProvider(signal), 'provider');
  const [paying, setPaying] = useState<Owed | null>(null);
  const [accountOf, setAccountOf] = useState<string | null>(null);
  const [cameBack, setCameBack] = useState<Payout | null>(null);
  // Raised when something was paid, came back or was answered: what shows it reads it again.
  const [round, setRound] = useState(0);
  const isOnline = provider.data?.is_online ?? false;
  const changed = () => {
    owed.reload();
    report.reload();
    payouts.reload();
    setRound((before) => before + 1);
  };
  return (
    <div className="stack stack--loose">
      <h1>Payouts</h1>
      <section className="stack" aria-labelledby="owed-title">
        <h2 id="owed-title">Owed to vendors</h2>
        {owed.problem && <ErrorBanner problem={owed.problem} retry={owed.reload} />}
        {owed.loading && !owed.first && !owed.problem && <Loading blocks={1} what="Loading balances" />}
        {owed.first && owed.items.length === 0 && <p className="soft">Nothing was sold yet.</p>}
        <ul className="changes">
          {owed.items.map((one) => (
            <li key={`${one.vendor_id} ${one.currency}`} className="owed" data-testid="owed">
              <span className="strong">{one.vendor_id}</span>
              <span className="figure">{money(one.balance, one.currency)}</span>
              {one.balance < 0 && <span className="small soft">owes the shop: its next payouts are that much lower</span>}
              <button type="button" className="button button--small button--quiet" onClick={() => setAccountOf(one.vendor_id)}>
                Account<span className="visually-hidden"> of {one.vendor_id}</span>
              </button>
              <May permission="payouts.approve">
                <button type="button" className="button button--small" disabled={one.balance <= 0} onClick={() => setPaying(one)}>
                  Pay out<span className="visually-hidden"> {one.vendor_id}</span>
                </button>
              </May>
            </li>
          ))}
        </ul>
        <LoadMore pages={owed} />
      </section>
      {provider.problem && <ErrorBanner problem={provider.problem} retry={provider.reload} />}
      <PayoutDifferencesPanel round={round} />
      {isOnline && <PayoutTransfers round={round} />}
      {provider.data && !isOnline && <PayoutFiles round={round} changed={changed} />}
      {provider.data?.provider === 'sepa_file' && <May permission="payouts.approve"><BankAnswerUpload taken={changed} /></May>}
      <AccountChanges round={round} />
      <section className="stack" aria-labelledby="report-title">
        <div className="row row--apart">
          <h2 id="report-title">Last 30 days</h2>
          <CsvLink path="/api/payouts/report?format=csv" />
        </div>
        {report.problem && <ErrorBanner problem={report.problem} retry={report.reload} />}
        {report.first && report.items.length === 0 && <p className="soft">Nothing was sold or paid back.</p>}
        {report.items.length > 0 && <SumsTable head="Vendor" rows={report.items.map((sums): [string, LedgerSums] => [sums.vendor_id, sums])} />}
        <LoadMore pages={report} />
      </section>
      <section className="stack" aria-labelledby="made-title">
        <h2 id="made-title">Payouts made</h2>
        {payouts.problem && <ErrorBanner problem={payouts.problem} retry={payouts.reload} />}
        {payouts.first && payouts.items.length === 0 && <p className="soft">None was made yet.</p>}
        <ul className="changes">
          {payouts.items.map((payout) => (
            <li key={payout.payout_id} data-testid="payout">
              <span>{dateTime(payout.created_at)}</span>
              <span className="strong">{payout.vendor_id}</span>
              <span className="figure">{money(payout.amount, payout.currency)}</span>
              {payout.note && <span className="soft">{payout.note}</span>}
              {payout.returned > 0 && <span className="small">{payout.returned === payout.amount ? 'came back' : `${money(payout.returned, payout.currency)} came back`}</span>}
              {payout.returned < payout.amount && (
                <May permission="payouts.approve">
                  <button type="button" className="button button--small button--quiet" data-testid="came-back" onClick={() => setCameBack(payout)}>
                    It came back
                  </button>
                </May>
              )}
            </li>
          ))}
        </ul>
        <LoadMore pages={payouts} />
      </section>
      {accountOf && (
        <AccountDialog
          vendorId={accountOf}
          asksStripe={provider.data?.destination === 'stripe_account'}
          close={() => setAccountOf(null)}
          done={() => {
            setAccountOf(null);
            say.good('The account is saved, and the vendor is told by mail.');
            setRound((before) => before + 1);
          }}
        />
      )}
      {cameBack && (
        <PayoutReturnedDialog
          payout={cameBack}
          close={() => setCameBack(null)}
          done={() => {
            setCameBack(null);
            say.good('The vendor is owed it again.');
            changed();
          }}
        />
      )}
      {paying && (
        <PayoutDialog
          owed={paying}
          isOnline={isOnline}
          close={() => setPaying(null)}
          paid={(said) => {
            setPaying(null);
            say.good(said);
            changed();
          }}
        />
      )}
    </div>
  );
}

function PayoutDialog({ owed, isOnline, close, paid }: { owed: Owed; isOnline: boolean; close: () => void; paid: (said: string) => void }) {
  // One key for as long as the dialog is open: a lost answer and a second press pay once.
  const [key, setKey] = useState(randomKey);
  const [amount, setAmount] = useState(String(owed.balance));
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const pay = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    setRefused(null);
    try {
      const wish = { vendor_id: owed.vendor_id, currency: owed.currency, amount: Number(amount), ...(note ? { note } : {}) };
      if (isOnline) {
        const transfer = await sendPayout(wish, key);
        const sum = money(transfer.amount, transfer.currency);
        if (transfer.status !== 'refused') {
          paid(transfer.status === 'paid' ? `${sum} sent to ${transfer.vendor_id}.` : `${sum} asked for; what became of it shows below.`);
          return;
        }

        // Refused for good: another press is another payout.
        setKey(randomKey());
        setRefused(transfer.reason ?? 'The provider refused it.');
        setBusy(false);
        return;
      }

      const payout = await payOut(wish, key);
      paid(`${money(payout.amount, payout.currency)} recorded for ${payout.vendor_id}.`);
    } catch (error) {
      const found = asProblem(error);
      if (!found.outcomeUnknown) setKey(randomKey());
      setProblem(found);
      setBusy(false);
    }
  };
  return (
    <Dialog title={`Pay out to ${owed.vendor_id}`} close={close}>
      <form className="stack" onSubmit={(event) => void pay(event)}>
        <p className="soft">
          {isOnline ? 'The money is sent at once.' : 'Send the money outside, then record it here.'} {money(owed.balance, owed.currency)} are owed.
        </p>
        {refused && (
          <p className="notice notice--danger" role="alert" data-testid="payout-refused">
            {refused} Nothing was sent.
          </p>
        )}
        {problem && <ErrorBanner problem={problem} />}
        <Field label={`Amount in ${owed.currency}`} type="number" inputMode="decimal" step="any" min={0} required value={amount} data-testid="payout-amount" onChange={(event) => setAmount(event.target.value)} />
        <Field label="Note" optional value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        <div className="row">
          <button type="submit" className="button button--primary" disabled={busy} data-testid="pay-out">
            {isOnline ? (busy ? 'Sending…' : 'Send the money') : busy ? 'Recording…' : 'Record payout'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
