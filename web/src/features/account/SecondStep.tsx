// The second step of a sign-in: a code, or for staff without a second factor setting one up.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { setUpAtSignIn, signInWithCode } from '../../api/accountSafety';
import { asProblem, type Problem } from '../../api/problem';
import type { MergeReport, TotpSecret, User } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { CodeField, RecoveryCodes, SetUpSecondFactor } from './SetUpSecondFactor';

export interface Step {
  challenge: string;
  /** Whether a second factor has to be set up first. */
  first: boolean;
}

/** What the password alone was answered with; null for any other refusal. */
export function stepOf(problem: Problem): Step | null {
  const { challenge } = problem.members;
  const first = problem.code === 'second_factor_setup_required';
  return (first || problem.code === 'second_factor_required') && typeof challenge === 'string' ? { challenge, first } : null;
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
      </div>
    );
  }

  return (
    <form
      className="stack"
      data-testid="code-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p><Trans>Enter the code that your authenticator app shows.</Trans></p>
      {problem && <ErrorBanner problem={problem} />}
      <CodeField code={code} change={setCode} problem={problem} hint={t`Without your phone, one of your recovery codes.`} />
      <div className="row">
        <button type="submit" className="button button--primary" aria-disabled={busy}>
          {busy ? t`Signing in…` : t`Sign in`}
        </button>
        {startAgain}
      </div>
    </form>
  );
}
