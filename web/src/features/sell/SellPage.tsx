// Whoever wants to sell here says who they are; the same page says what became of it.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { asProblem, type Problem } from '../../api/problem';
import { applyToSell, readMyApplication } from '../../api/sellers';
import type { MyApplication, SellerApplication } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { Loading } from '../../ui/Loading';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/useLoad';
import { useSession } from '../../ui/useSession';
import { useTitle } from '../../ui/useTitle';
import { Standing } from './Standing';
import { TraderFields, traderAsk, traderText } from './TraderFields';

export function SellPage() {
  const { t } = useLingui();
  useTitle(t`Sell with us`);
  const { session, signedIn, isStaff } = useSession();
  return (
    <div className="page">
      <div className="page-head">
        <h1>
          <Trans>Sell with us</Trans>
        </h1>
      </div>
      <div className="stack page-end">
        {!signedIn ? (
          <p>
            <Trans>
              Sellers have an account: <Link to="/sign-in?next=%2Fsell">sign in</Link> or <Link to="/register">make one</Link>, confirm its e-mail address, and come back.
            </Trans>
          </p>
        ) : isStaff ? (
          <p>
            <Trans>This account does the shop's own work. Whoever sells has another one.</Trans>
          </p>
        ) : (
          <Mine key={session?.user.user_id} />
        )}
      </div>
    </div>
  );
}

function Mine() {
  const { t } = useLingui();
  const { isVendor } = useSession();
  const mine = useLoad((signal) => readMyApplication(signal), 'mine');
  if (mine.problem) return <ErrorBanner problem={mine.problem} retry={mine.reload} />;
  if (!mine.data) return <Loading what={t`Loading your application`} />;
  const { application } = mine.data;
  const open = !isVendor && (!application || application.state === 'asked' || application.state === 'refused');
  return (
    <>
      {application && <Standing application={application} />}
      {isVendor && !application && (
        <p>
          <Trans>
            You sell here already: <Link to="/admin/products">your products</Link>.
          </Trans>
        </p>
      )}
      {open && <AskForm key={application?.version ?? 0} mine={mine.data} again={mine.reload} sent={(next) => mine.replace({ ...mine.data!, application: next })} />}
    </>
  );
}

function AskForm({ mine, again, sent }: { mine: MyApplication; again: () => void; sent: (application: SellerApplication) => void }) {
  const { t } = useLingui();
  const say = useSay();
  const [name, setName] = useState(mine.application?.shop_name ?? '');
  const [text, setText] = useState(() => traderText(mine.application?.trader));
  const [agreed, setAgreed] = useState({ terms: false, lawful: false, billing: false });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      sent(
        await applyToSell({
          shop_name: name.trim(),
          trader: traderAsk(text),
          terms: agreed.terms ? mine.terms_version : null,
          lawful_goods: agreed.lawful,
          self_billing: agreed.billing ? mine.self_billing_version : null,
        }),
      );
      say.good(t`Your application is sent.`);
    } catch (error) {
      const refusal = asProblem(error);
      setProblem(refusal);
      // What is to be agreed to is another text now, or it was sent from elsewhere.
      if (refusal.code === 'policy_changed' || refusal.code === 'text_changed' || refusal.code === 'application_under_review') again();
    } finally {
      setBusy(false);
    }
  };
  const box = (key: keyof typeof agreed, member: string, words: ReactNode) => (
    <div>
      <label className="check">
        <input type="checkbox" checked={agreed[key]} onChange={(event) => setAgreed({ ...agreed, [key]: event.target.checked })} data-testid={`agree-${key}`} />
        <span>{words}</span>
      </label>
      {fieldError(problem, member) && (
        <p className="field__error">
          <Trans>Without this you cannot sell here.</Trans>
        </p>
      )}
    </div>
  );
  return (
    <form
      className="stack panel"
      noValidate
      data-testid="sell-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p className="soft">
        <Trans>We ask what the law wants known of traders: customers see who sells to them. It takes a few minutes.</Trans>
      </p>
      <div className="fields">
        <Field label={t`Name of your shop`} required maxLength={200} value={name} error={fieldError(problem, 'shop_name')} onChange={(event) => setName(event.target.value)} hint={t`Customers read it beside your goods`} />
      </div>
      <TraderFields text={text} change={setText} problem={problem} />
      {mine.terms_version &&
        box(
          'terms',
          'terms',
          <Trans>
            I agree to the{' '}
            <a href="/policies/terms" target="_blank" rel="noopener">
              terms of the shop
            </a>
            .
          </Trans>,
        )}
      {box('lawful', 'lawful_goods', <Trans>I offer only goods that comply with the law of the European Union.</Trans>)}
      {box('billing', 'self_billing', <span lang="en">{mine.self_billing_text}</span>)}
      {problem && (
        <ErrorBanner problem={problem}>
          {problem.code === 'email_unverified' && (
            <p>
              <Trans>
                <Link to="/account">Confirm your e-mail address</Link>, then send it again.
              </Trans>
            </p>
          )}
        </ErrorBanner>
      )}
      <div>
        <button type="submit" className="button button--primary" disabled={busy} aria-busy={busy} data-testid="send-application">
          {busy ? t`Sending…` : mine.application ? t`Send it again` : t`Send your application`}
        </button>
      </div>
    </form>
  );
}
