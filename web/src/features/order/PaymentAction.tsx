// What an order's payment waits for: the shopper's word, a transfer, or only time.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { answerChallenge, type PaymentWait } from '../../api/payments';
import { asProblem, type Problem } from '../../api/core/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { money } from '../../ui/money';
import { useSay } from '../../ui/Toasts';
import { dateTime } from '../../ui/words';
import './payment.css';

interface Props {
  action: PaymentWait;
  currency: string;
  /** Called when the shopper has answered: the order is worth reading again. */
  changed: () => void;
}

export function PaymentAction({ action, currency, changed }: Props) {
  if (action.kind === 'challenge' && action.url && /^https?:/.test(action.url)) return <AtTheBank url={action.url} action={action} currency={currency} />;
  if (action.kind === 'challenge' && action.url) return <Challenge url={action.url} action={action} currency={currency} changed={changed} />;
  if (action.kind === 'bank_transfer') return <Transfer action={action} currency={currency} />;
  return (
    <section className="panel panel--mist stack stack--tight" aria-labelledby="wait-title" data-testid="payment-wait">
      <h2 id="wait-title" className="order__heading">
        <Trans>The payment provider needs a moment</Trans>
      </h2>
      <p><Trans>There is nothing you have to do. This page follows along by itself.</Trans></p>
    </section>
  );
}

function Challenge({ url, action, currency, changed }: Props & { url: string }) {
  const { t } = useLingui();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const answer = (approved: boolean) => {
    setBusy(true);
    setProblem(null);
    answerChallenge(url, approved)
      .then(changed)
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <section className="panel panel--mist stack" aria-labelledby="challenge-title" data-testid="payment-challenge">
      <h2 id="challenge-title" className="order__heading">
        <Trans>Your bank asks: is this payment yours?</Trans>
      </h2>
      <p>
        <Trans><strong className="figure">{money(action.amount, currency)}</strong> to this shop. Answer before <time dateTime={action.expires_at}>{dateTime(action.expires_at)}</time>; until then nothing is taken.</Trans>
      </p>
      {problem && <ErrorBanner problem={problem} />}
      <div className="row">
        <button type="button" className="button button--primary" disabled={busy} aria-busy={busy} data-testid="challenge-approve" onClick={() => answer(true)}>
          {busy ? t`One moment…` : t`Approve the payment`}
        </button>
        <button type="button" className="button button--quiet" disabled={busy} data-testid="challenge-refuse" onClick={() => answer(false)}>
          <Trans>Refuse it</Trans>
        </button>
      </div>
    </section>
  );
}

/** The bank asks on a page of its own, which leads back here. */
function AtTheBank({ url, action, currency }: Omit<Props, 'changed'> & { url: string }) {
  return (
    <section className="panel panel--mist stack" aria-labelledby="bank-title" data-testid="payment-at-bank">
      <h2 id="bank-title" className="order__heading">
        <Trans>Your bank wants to ask you</Trans>
      </h2>
      <p>
        <Trans><strong className="figure">{money(action.amount, currency)}</strong> to this shop. Answer on your bank's page before <time dateTime={action.expires_at}>{dateTime(action.expires_at)}</time>; until then nothing is taken. It leads you back here.</Trans>
      </p>
      <div className="row">
        <a className="button button--primary" href={url} rel="noreferrer" data-testid="challenge-open">
          <Trans>Go to your bank</Trans>
        </a>
      </div>
    </section>
  );
}

function Transfer({ action, currency }: { action: PaymentWait; currency: string }) {
  const { t } = useLingui();
  const partly = action.received > 0;
  return (
    <section className="panel panel--mist stack" aria-labelledby="transfer-title" data-testid="payment-transfer">
      <h2 id="transfer-title" className="order__heading">
        {partly ? t`A part of your transfer is missing` : t`Please transfer the money`}
      </h2>
      {partly && (
        <p className="notice notice--warn" role="status">
          <Trans>{money(action.received, currency)} has arrived. {money(action.amount, currency)} is still missing.</Trans>
        </p>
      )}
      <dl className="transfer">
        <Part label={t`Amount`} value={money(action.amount, currency)} copied={action.amount.toFixed(2)} testId="transfer-amount" />
        {action.account_holder && <Part label={t({ message: 'To', context: 'whom money goes to' })} value={action.account_holder} />}
        {action.account && <Part label={t`Account (IBAN)`} value={inFours(action.account)} copied={action.account} mono />}
        {action.reference && <Part label={t`Reference`} value={inFours(action.reference)} copied={action.reference} mono testId="transfer-reference" />}
        <Part label={t`Until`} value={dateTime(action.expires_at)} />
      </dl>
      <p className="small soft"><Trans>Name the reference, or we cannot tell that the money is yours. What is too much, or comes too late, is sent back. Your order goes on by itself when the money has arrived.</Trans></p>
    </section>
  );
}

function Part({ label, value, copied, mono, testId }: { label: string; value: string; copied?: string; mono?: boolean; testId?: string }) {
  const { t } = useLingui();
  const say = useSay();
  return (
    <div className="transfer__part">
      <dt>{label}</dt>
      <dd className={mono ? 'mono' : 'figure'} data-testid={testId}>
        {value}
      </dd>
      {copied && (
        <dd>
          <button
            type="button"
            className="button button--small button--quiet"
            onClick={() => {
              navigator.clipboard.writeText(copied).then(
                () => say.good(t`${label} copied.`),
                () => say.bad(t`Your browser does not let this page copy. Please mark the text and copy it yourself.`),
              );
            }}
          >
            <Trans>Copy<span className="visually-hidden"> {label}</span></Trans>
          </button>
        </dd>
      )}
    </div>
  );
}

/** As on paper: groups of four are read without losing the place. */
function inFours(text: string): string {
  return text.replace(/\s/g, '').replace(/(.{4})(?=.)/g, '$1 ');
}
