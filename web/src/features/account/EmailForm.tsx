// The account's address: whether it is confirmed, and how it becomes another.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { askEmailChange, askVerification } from '../../api/accountSafety';
import { asProblem, type Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';

export function EmailForm({ email, verified }: { email: string; verified: boolean }) {
  const { t } = useLingui();
  const [next, setNext] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const ask = async (asking: () => Promise<void>, words: string) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    setAsked(null);
    try {
      await asking();
      setAsked(words);
      setNext('');
      setPassword('');
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className="stack"
      aria-labelledby="email-heading"
      data-testid="email-form"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(() => askEmailChange(next.trim(), password), t`A mail with a link is on its way to ${next.trim()}. Your address changes when you open it.`);
      }}
    >
      <h2 className="account__heading" id="email-heading">
        <Trans>E-mail address</Trans>
      </h2>
      {problem && <ErrorBanner problem={problem} />}
      {asked && (
        <p className="notice notice--good" role="status">
          {asked}
        </p>
      )}
      {verified ? (
        <p className="small"><Trans>{email} is confirmed.</Trans></p>
      ) : (
        <>
          <p className="small"><Trans>{email} is not confirmed. Once it is, orders that you placed with it without an account appear among yours.</Trans></p>
          <div>
            <button type="button" className="button" aria-disabled={busy} onClick={() => void ask(askVerification, t`A mail with a link is on its way to ${email}.`)}>
              <Trans>Send me a link</Trans>
            </button>
          </div>
        </>
      )}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label={t`New e-mail address`} type="email" name="email" autoComplete="email" required maxLength={254} value={next} onChange={(event) => setNext(event.target.value)} error={fieldError(problem, 'email')} />
      <Field label={t`Your password`} type="password" name="password" autoComplete="current-password" required maxLength={256} value={password} onChange={(event) => setPassword(event.target.value)} error={fieldError(problem, 'password')} />
      <div>
        <button type="submit" className="button" aria-disabled={busy}>
          {busy ? t`One moment…` : t`Change address`}
        </button>
      </div>
    </form>
  );
}
