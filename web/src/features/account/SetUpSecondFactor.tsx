// Setting a second factor up: the secret as a picture and as text, and the first code of the app.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState, type ReactNode } from 'react';
import { asProblem, type Problem } from '../../api/problem';
import type { TotpSecret } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { QrCode } from './QrCode';

interface Props {
  secret: TotpSecret;
  confirm: (code: string) => Promise<void>;
  children?: ReactNode;
}

export function SetUpSecondFactor({ secret, confirm, children }: Props) {
  const { t } = useLingui();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await confirm(code);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  return (
    <form
      className="stack"
      data-testid="second-factor-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="small"><Trans>Scan this with an authenticator app, then enter the code that it shows.</Trans></p>
      <QrCode text={secret.uri} label={t`The secret for your authenticator app`} />
      <p className="small">
        <Trans>Or type the secret into it: <code data-testid="totp-secret">{secret.secret.match(/.{1,4}/g)?.join(' ')}</code></Trans>
      </p>
      {problem && <ErrorBanner problem={problem} />}
      <CodeField code={code} change={setCode} problem={problem} />
      <div className="row">
        <button type="submit" className="button button--primary" aria-disabled={busy}>
          {busy ? t`One moment…` : t`Turn on`}
        </button>
        {children}
      </div>
    </form>
  );
}

export function CodeField({ code, change, problem, hint }: { code: string; change: (code: string) => void; problem: Problem | null; hint?: string }) {
  const { t } = useLingui();
  return (
    <Field
      label={t`Code`}
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      required
      maxLength={40}
      hint={hint}
      value={code}
      onChange={(event) => change(event.target.value)}
      error={fieldError(problem, 'code')}
    />
  );
}

/** They are shown once. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  return (
    <div className="stack" data-testid="recovery-codes">
      <p><Trans>Keep these recovery codes in a safe place. Each opens your account once when your phone is not at hand. They are shown here only.</Trans></p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div>
        <button type="button" className="button button--primary" onClick={done}>
          <Trans>I have kept them</Trans>
        </button>
      </div>
    </div>
  );
}
