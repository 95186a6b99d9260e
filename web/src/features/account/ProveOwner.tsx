// Asks for the password again, or for a passkey in its place, before what a stolen session must not do.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState, type ReactNode } from 'react';
import type { OwnerProof } from '../../api/account';
import { proveByPasskey } from '../../api/passkeys';
import { asProblem, type Problem } from '../../api/problem';
import { hasPasskeys, wasGivenUp } from '../../api/webauthn';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';

interface Props {
  email: string;
  /** Whether the account has a passkey that can stand in for the password. */
  passkey: boolean;
  label: string;
  danger?: boolean;
  leave: string;
  act: (proof: OwnerProof) => Promise<void>;
  close: () => void;
  children?: ReactNode;
}

export function ProveOwner({ email, passkey, label, danger = false, leave, act, close, children }: Props) {
  const { t } = useLingui();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const go = async (prove: () => Promise<OwnerProof>) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await act(await prove());
    } catch (error) {
      const refusal = asProblem(error);
      if (!wasGivenUp(refusal)) setProblem(refusal);
      setBusy(false);
    }
  };

  return (
    <form
      className="stack"
      data-testid="prove-owner"
      onSubmit={(event) => {
        event.preventDefault();
        void go(() => Promise.resolve({ password }));
      }}
    >
      {problem && <ErrorBanner problem={problem} />}
      {children}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label={t`Your password`} type="password" name="password" autoComplete="current-password" required maxLength={256} value={password} onChange={(event) => setPassword(event.target.value)} error={fieldError(problem, 'password')} />
      <div className="row">
        <button type="submit" className={danger ? 'button button--danger' : 'button button--primary'} aria-disabled={busy}>
          {busy ? t`One moment…` : label}
        </button>
        {passkey && hasPasskeys() && (
          <button type="button" className="button" aria-disabled={busy} onClick={() => void go(proveByPasskey)}>
            <Trans>Use a passkey instead</Trans>
          </button>
        )}
        <button type="button" className="button button--quiet" onClick={close}>
          {leave}
        </button>
      </div>
    </form>
  );
}
