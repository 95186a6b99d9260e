// Who wants to sell here: staff look at each, ask back, accept or refuse.
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { asProblem, type Problem } from '../../../api/core/problem';
import { acceptApplicant, askApplicant, listApplications, refuseApplicant } from '../../../api/desk/sellers';
import type { SellerApplication } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { SelectField, TextField } from '../../../ui/Field';
import { fieldError } from '../../../ui/forms/fieldError';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { useSay } from '../../../ui/Toasts';
import { useRows } from '../../../ui/table/useRows';
import { useTitle } from '../../../ui/useTitle';
import { dateTime, words } from '../../../ui/words';

const states = ['sent', 'asked', 'accepted', 'refused'];

export function SellersPage() {
  useTitle('Sellers');
  const [search, setSearch] = useSearchParams();
  const state = search.get('state') ?? 'sent';
  const pages = useRows<SellerApplication>(['sellers', { state }], (cursor, signal) => listApplications({ state: state === 'any' ? undefined : state, cursor }, signal));
  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>Sellers</h1>
        <SelectField label="Applications" value={state} onChange={(event) => setSearch({ state: event.target.value })}>
          {[...states, 'any'].map((each) => (
            <option key={each} value={each}>
              {words(each)}
            </option>
          ))}
        </SelectField>
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && <Loading what="Loading applications" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">No applications here.</p>}
      {pages.items.map((application) => (
        <ApplicationCard key={`${application.application_id} ${application.version}`} application={application} decided={pages.reload} />
      ))}
      <LoadMore pages={pages} />
    </div>
  );
}

const checks: Record<string, string> = { in_force: 'in force', not_in_force: 'not in force', unchecked: 'not looked up yet' };

function ApplicationCard({ application, decided }: { application: SellerApplication; decided: () => void }) {
  const say = useSay();
  const { trader } = application;
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = application.state === 'sent' || application.state === 'asked';
  const act = async (step: () => Promise<SellerApplication>, said: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await step();
      say.good(said);
      decided();
    } catch (error) {
      const refusal = asProblem(error);
      setProblem(refusal);
      // Somebody else was there first: what is shown is no longer so.
      if (['version_mismatch', 'application_decided', 'application_not_found'].includes(refusal.code)) {
        say.bad(refusal.message);
        decided();
      }
    } finally {
      setBusy(false);
    }
  };
  const rows: [string, string | null | undefined][] = [
    ['Legal name', trader.legal_name],
    ['Address', [trader.street, [trader.postal_code, trader.city].filter(Boolean).join(' '), trader.region, trader.country].filter(Boolean).join(', ')],
    ['Value added tax', words(trader.vat_status)],
    ['VAT number', trader.vat_number ? `${trader.vat_number}${application.vat_check ? ` (${checks[application.vat_check.state] ?? application.vat_check.state})` : ''}` : null],
    ['Tax office', trader.tax_number],
    ['Register', trader.register],
    ['Contact', [trader.email, trader.phone].filter(Boolean).join(', ')],
    ['Account', application.email],
    ['Sells as', application.vendor_id],
  ];
  return (
    <article className="panel stack" data-testid="application" data-state={application.state}>
      <div className="row row--apart">
        <h2>{application.shop_name}</h2>
        <span className="small soft">
          {words(application.state)} · {dateTime(application.updated_at)}
        </span>
      </div>
      <dl className="applicant">
        {rows
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <ul className="small soft">
        {application.steps.map((step) => (
          <li key={`${step.at}${step.state}`}>
            {dateTime(step.at)}: {step.by === 'staff' ? 'staff' : 'applicant'}, {step.state}
            {step.text ? `: ${step.text}` : ''}
          </li>
        ))}
      </ul>
      {open && (
        <>
          <div className="fields">
            <TextField label="To the applicant" rows={3} maxLength={2000} value={text} error={fieldError(problem, 'text')} onChange={(event) => setText(event.target.value)} hint="A question, or why it is refused; it is told by mail" />
          </div>
          {problem && <ErrorBanner problem={problem} />}
          <div className="row">
            <button type="button" className="button button--primary" disabled={busy} data-testid="accept" onClick={() => void act(() => acceptApplicant(application), `${application.shop_name} sells now.`)}>
              Accept
            </button>
            <button type="button" className="button" disabled={busy || text.trim() === ''} onClick={() => void act(() => askApplicant(application, text.trim()), 'The question is sent.')}>
              Ask
            </button>
            <button type="button" className="button button--danger" disabled={busy || text.trim() === ''} onClick={() => void act(() => refuseApplicant(application, text.trim()), 'The application is refused.')}>
              Refuse
            </button>
          </div>
        </>
      )}
    </article>
  );
}
