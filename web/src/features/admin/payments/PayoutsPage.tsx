// What the shop owes its vendors, and the payouts that were made: for the shop's own people; a vendor is shown its own.
import { useState, type FormEvent } from 'react';
import { randomKey } from '../../../api/core/attempt';
import { readPayoutProvider, sendPayout } from '../../../api/desk/payouts';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { LedgerSums, Owed, Payout } from '../../../api/types';
import { listOwed, listPayouts, listReport, payOut } from '../../../api/desk/vendor';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { useSay } from '../../../ui/Toasts';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { When } from '../../../ui/table/When';
import { useRows } from '../../../ui/table/useRows';
import { useLoad } from '../../../ui/browser/useLoad';
import { useSession } from '../../../ui/browser/useSession';
import { useTitle } from '../../../ui/useTitle';
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

const owedColumns: Column<Owed>[] = [
  { id: 'vendor', label: 'Vendor', name: true, cell: (one) => <span className="strong">{one.vendor_id}</span>, value: (one) => one.vendor_id },
  {
    id: 'balance',
    label: 'Owed',
    end: true,
    plain: true,
    cell: (one) => (
      <>
        {money(one.balance, one.currency)}
        {one.balance < 0 && <span className="below small soft">owes the shop: its next payouts are that much lower</span>}
      </>
    ),
    value: (one) => one.balance,
    file: (one) => `${one.balance} ${one.currency}`,
  },
];

const cameBackWords = (payout: Payout) => (payout.returned > 0 ? (payout.returned === payout.amount ? 'came back' : `${money(payout.returned, payout.currency)} came back`) : '');

const payoutColumns: Column<Payout>[] = [
  { id: 'made', label: 'Made', name: true, cell: (payout) => <When at={payout.created_at} />, value: (payout) => payout.created_at },
  { id: 'vendor', label: 'Vendor', plain: true, cell: (payout) => <span className="strong">{payout.vendor_id}</span>, value: (payout) => payout.vendor_id },
  { id: 'note', label: 'Note', plain: true, cell: (payout) => payout.note, value: (payout) => payout.note },
  {
    id: 'amount',
    label: 'Amount',
    end: true,
    plain: true,
    cell: (payout) => (
      <>
        {money(payout.amount, payout.currency)}
        {payout.returned > 0 && <span className="below small soft">{cameBackWords(payout)}</span>}
      </>
    ),
    value: (payout) => payout.amount,
    file: (payout) => `${payout.amount} ${payout.currency}`,
  },
];

export function PayoutsPage() {
  const { may } = useSession();
  return may('payouts.view') ? <AllPayouts /> : <BalancePage />;
}

function AllPayouts() {
  useTitle('Payouts');
  const say = useSay();
  const owed = useRows<Owed>(['payouts', 'owed'], (cursor, signal) => listOwed({ limit: 50, cursor }, signal));
  const report = useRows<LedgerSums>(['payouts', 'report'], (cursor, signal) => listReport({ limit: 50, cursor }, signal));
  const payouts = useRows<Payout>(['payouts', 'payouts'], (cursor, signal) => listPayouts({ limit: 20, cursor }, signal));
  const provider = useLoad(['payouts', 'provider'], (signal) => readPayoutProvider(signal));
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
        <DataTable
          name="owed"
          label="Owed to vendors"
          one="balance"
          rows={owed}
          columns={owedColumns}
          rowId={(one) => `${one.vendor_id} ${one.currency}`}
          rowTestId="owed"
          empty="Nothing was sold yet."
          actions={(one) => (
            <span className="row admin__actions">
              <button type="button" className="button button--small button--quiet" onClick={() => setAccountOf(one.vendor_id)}>
                Account<span className="visually-hidden"> of {one.vendor_id}</span>
              </button>
              <May permission="payouts.approve">
                <button type="button" className="button button--small" disabled={one.balance <= 0} onClick={() => setPaying(one)}>
                  Pay out<span className="visually-hidden"> {one.vendor_id}</span>
                </button>
              </May>
            </span>
          )}
        />
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
        <DataTable
          name="payouts"
          label="Payouts made"
          one="payout"
          rows={payouts}
          columns={payoutColumns}
          rowId={(payout) => payout.payout_id}
          rowTestId="payout"
          empty="None was made yet."
          actions={(payout) =>
            payout.returned < payout.amount && (
              <May permission="payouts.approve">
                <button type="button" className="button button--small button--quiet" data-testid="came-back" onClick={() => setCameBack(payout)}>
                  It came back
                </button>
              </May>
            )
          }
        />
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
