// Who a vendor is: its details for invoices and the law, its agreement to self-billing, what is missing, and who wrote what before.
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/core/problem';
import { agreeToSelfBilling, readTrader, readTraderChanges, saveTrader } from '../../api/desk/statements';
import type { Trader } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { May } from '../../ui/May';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/browser/useLoad';
import { dateTime } from '../../ui/words';
import { TraderFields, traderAsk, traderField, traderText } from '../sell/TraderFields';
import { Gaps } from './StatementCard';

/** `vendorId` is set where staff look at it; `changed` hears of every change, because papers may have been written with it. */
export function TraderDetails({ vendorId, changed }: { vendorId: string | null; changed?: () => void }) {
  const found = useLoad(['sellers', 'trader', vendorId ?? 'own'], (signal) => readTrader(vendorId, signal));
  if (found.problem && !found.data) return <ErrorBanner problem={found.problem} retry={found.reload} />;
  if (!found.data) return <Loading blocks={1} what="Loading details" />;
  const saved = (next: Trader) => {
    found.replace(next);
    changed?.();
  };
  return (
    <div className="stack" data-testid="trader">
      <Missing trader={found.data} />
      <DetailsForm key={found.data.version} trader={found.data} vendorId={vendorId} saved={saved} reload={found.reload} />
      {found.data.details && <Agreement trader={found.data} vendorId={vendorId} saved={saved} />}
      {found.data.version > 0 && <Changes vendorId={vendorId} version={found.data.version} />}
    </div>
  );
}

function Missing({ trader }: { trader: Trader }) {
  return trader.missing.length === 0 ? (
    <p className="small soft" data-testid="trader-whole">
      Everything that invoices need is here.
    </p>
  ) : (
    <div className="notice" data-testid="trader-missing">
      <div className="stack stack--tight">
        <p>Still missing:</p>
        <Gaps gaps={trader.missing} />
      </div>
    </div>
  );
}

const states: Record<string, string> = {
  in_force: 'The register says that it is in force.',
  not_in_force: 'The register says that it is not in force.',
  unchecked: 'It could not be looked up yet.',
};

function DetailsForm({ trader, vendorId, saved, reload }: { trader: Trader; vendorId: string | null; saved: (trader: Trader) => void; reload: () => void }) {
  const say = useSay();
  const [text, setText] = useState(() => traderText(trader.details));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const next = await saveTrader(vendorId, traderAsk(text), trader.version);
      say.good('The details are saved.');
      saved(next);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TraderFields field={traderField(text, setText, problem)} vatHint={trader.vat_check ? states[trader.vat_check.state] : undefined} />
      {problem && (
        <ErrorBanner problem={problem} retry={problem.code === 'version_mismatch' ? reload : undefined}>
          {problem.code === 'version_mismatch' && <p>Somebody else has saved these details in between. Try again shows what they wrote.</p>}
        </ErrorBanner>
      )}
      <div>
        <May permission="vendors.edit" vendors>
          <button type="submit" className="button button--primary" disabled={busy} aria-busy={busy} data-testid="trader-save">
            {busy ? 'Saving…' : 'Save details'}
          </button>
        </May>
      </div>
    </form>
  );
}

function Agreement({ trader, vendorId, saved }: { trader: Trader; vendorId: string | null; saved: (trader: Trader) => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const agreed = trader.self_billing_at != null;
  const ask = (agrees: boolean) => {
    setBusy(true);
    setProblem(null);
    agreeToSelfBilling(vendorId, agrees, trader.self_billing_version, trader.version)
      .then(saved)
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <section className="panel stack stack--tight" aria-labelledby="self-billing-title">
      <h3 id="self-billing-title">Self-billing</h3>
      <p className="small">{trader.self_billing_text}</p>
      {agreed && (
        <p className="small soft" data-testid="self-billing">
          Agreed on {dateTime(trader.self_billing_at)}
          {trader.self_billing_by === 'admin' ? ', recorded by the shop from paper' : ''}.
        </p>
      )}
      {problem && <ErrorBanner problem={problem} />}
      <div>
        <May permission="vendors.edit" vendors>
          <button type="button" className={`button button--small${agreed ? ' button--quiet' : ' button--primary'}`} disabled={busy} data-testid="self-billing-press" onClick={() => ask(!agreed)}>
            {agreed ? 'End the agreement' : vendorId === null ? 'I agree' : 'The vendor has agreed on paper'}
          </button>
        </May>
      </div>
    </section>
  );
}

function Changes({ vendorId, version }: { vendorId: string | null; version: number }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="small">Who changed what</summary>
      {open && <ChangeList key={version} vendorId={vendorId} />}
    </details>
  );
}

function ChangeList({ vendorId }: { vendorId: string | null }) {
  const found = useLoad(['sellers', 'changes', vendorId], (signal) => readTraderChanges(vendorId, signal));
  if (found.problem) return <ErrorBanner problem={found.problem} retry={found.reload} />;
  return (
    <ul className="changes small">
      {found.data?.items.map((one) => (
        <li key={one.version}>
          <span>{dateTime(one.at)}</span>
          <span className="soft">{one.role}</span>
          <span>
            {[one.details.legal_name, one.details.street, one.details.city, one.details.country, one.details.vat_number].filter(Boolean).join(', ')}
            {one.self_billing ? ', self-billing' : ''}
          </span>
        </li>
      ))}
    </ul>
  );
}
