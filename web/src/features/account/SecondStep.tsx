// The second step of a sign-in: a code, or for staff without a second factor setting one up.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { setUpAtSignIn, signInWithCode } from '../../api/accountSafety';
import { setUpPasskeyAtSignIn, stepWithPasskey, type Arrived } from '../../api/passkeys';
import { asProblem, type Problem } from '../../api/problem';
import type { MergeReport, TotpSecret, User } from '../../api/types';
import { hasPasskeys, wasGivenUp } from '../../api/webauthn';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { CodeField, RecoveryCodes, SetUpSecondFactor } from './SetUpSecondFactor';

export interface Step {
  challenge: string;
  /** Whether a second factor has to be set up first. */
  first: boolean;
  /** What the account has: totp, passkey, recovery. */
  methods: string[];
}

/** What the password alone was answered with; null for any other refusal. */
export function stepOf(problem: Problem): Step | null {
  const { challenge, methods } = problem.members;
  const first = problem.code === 'second_factor_setup_required';
  return (first || problem.code === 'second_factor_required') && typeof challenge === 'string' ? { challenge, first, methods: Array.isArray(methods) ? methods.map(String) : [] } : null;
}

interface Props {
  step: Step;
  done: (user: User, merge: MergeReport | null) => void;
  again: () => void;
}

export function SecondStep({ step, done, again }: Props) {
  const { t } = useLingui();
  const [secret, setSecret] = useState<TotpSecret | null>(null);
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<{ list: string[]; user: User; merge: MergeReport | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const asked = useRef(false);

  useEffect(() => {
    // Asking again would make another secret than the one on the screen.
    if (!step.first || asked.current) return;
    asked.current = true;
    setUpAtSignIn(step.challenge).then(setSecret, (error: unknown) => setProblem(asProblem(error)));
  }, [step]);

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { user, merge } = await signInWithCode(step.challenge, code, false);
      done(user, merge);
    } catch (error) {
      setProblem(asProblem(error));
      setCode('');
      setBusy(false);
    }
  };

  const byPasskey = async (step: Promise<Arrived>) => {
    setBusy(true);
    setProblem(null);
    try {
      const { user, merge, recoveryCodes } = await step;
      if (recoveryCodes.length > 0) setCodes({ list: recoveryCodes, user, merge });
      else done(user, merge);
    } catch (error) {
      const refusal = asProblem(error);
      if (!wasGivenUp(refusal)) setProblem(refusal);
      setBusy(false);
    }
  };

  const startAgain = (
    <button type="button" className="button button--quiet" onClick={again}>
      <Trans>Start again</Trans>
    </button>
  );

  if (codes) return <RecoveryCodes codes={codes.list} done={() => done(codes.user, codes.merge)} />;
  if (step.first) {
    return (
      <div className="stack">
        <p><Trans>This shop asks its staff for a second factor. Set yours up to go on.</Trans></p>
        {problem && <ErrorBanner problem={problem} />}
        {!secret && !problem && <Loading what={t`One moment`} blocks={1} />}
        {secret ? (
          <SetUpSecondFactor
            secret={secret}
            confirm={async (first) => {
              const { user, merge, recoveryCodes } = await signInWithCode(step.challenge, first, true);
              setCodes({ list: recoveryCodes, user, merge });
            }}
          >
            {startAgain}
          </SetUpSecondFactor>
        ) : (
          startAgain
        )}
        {hasPasskeys() && (
          <div>
            <button type="button" className="button" aria-disabled={busy} onClick={() => !busy && void byPasskey(setUpPasskeyAtSignIn(step.challenge))}>
              <Trans>Use a passkey instead</Trans>
            </button>
          </div>
        )}
      </div>
    );
  }

  const passkey = step.methods.includes('passkey') && hasPasskeys();
  const app = step.methods.length === 0 || step.methods.includes('totp');
  const usePasskey = (
    <button type="button" className={app ? 'button' : 'button button--primary'} aria-disabled={busy} data-testid="step-passkey" onClick={() => !busy && void byPasskey(stepWithPasskey(step.challenge))}>
      <Trans>Use your passkey</Trans>
    </button>
  );

  return (
    <form
      className="stack"
      data-testid="code-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {passkey && !app && <div>{usePasskey}</div>}
      <p>{app ? t`Enter the code that your authenticator app shows.` : t`Or enter one of your recovery codes.`}</p>
      {problem && <ErrorBanner problem={problem} />}
      <CodeField code={code} change={setCode} problem={problem} hint={app ? t`Without your phone, one of your recovery codes.` : undefined} />
      <div className="row">
        <button type="submit" className="button button--primary" aria-disabled={busy}>
          {busy ? t`Signing in…` : t`Sign in`}
        </button>
        {passkey && app && usePasskey}
        {startAgain}
      </div>
    </form>
  );
}
