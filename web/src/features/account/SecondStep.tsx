// The second step of a sign-in: a code, or for staff without a second factor setting one up.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { setUpAtSignIn, signInWithCode } from '../../api/accountSafety';
import { setUpPasskeyAtSignIn, stepWithPasskey, type Arrived } from '../../api/passkeys';
import type { Problem } from '../../api/core/problem';
import type { MergeReport, TotpSecret, User } from '../../api/types';
import { hasPasskeys } from '../../api/core/webauthn';
import { Form, FormTrouble, Submit } from '../../ui/forms/Form';
import { useForm } from '../../ui/forms/useForm';
import { Loading } from '../../ui/Loading';
import { CodeField, codeRules, RecoveryCodes, SetUpSecondFactor } from './SetUpSecondFactor';

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
  const [codes, setCodes] = useState<{ list: string[]; user: User; merge: MergeReport | null } | null>(null);
  const asked = useRef(false);
  const form = useForm({
    schema: codeRules,
    start: { code: '' },
    send: async ({ code }) => {
      const { user, merge } = await signInWithCode(step.challenge, code, false);
      done(user, merge);
    },
  });
  const { run } = form;

  useEffect(() => {
    // Asking again would make another secret than the one on the screen.
    if (!step.first || asked.current) return;
    asked.current = true;
    void run(async () => setSecret(await setUpAtSignIn(step.challenge)));
    // Once, whatever the form has drawn meanwhile.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [step]);

  const byPasskey = (arriving: () => Promise<Arrived>) =>
    void run(async () => {
      const { user, merge, recoveryCodes } = await arriving();
      if (recoveryCodes.length > 0) setCodes({ list: recoveryCodes, user, merge });
      else done(user, merge);
    });

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
        <FormTrouble of={form} />
        {!secret && !form.problem && <Loading what={t`One moment`} blocks={1} />}
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
            <button type="button" className="button" aria-disabled={form.busy} onClick={() => byPasskey(() => setUpPasskeyAtSignIn(step.challenge))}>
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
    <button type="button" className={app ? 'button' : 'button button--primary'} aria-disabled={form.busy} data-testid="step-passkey" onClick={() => byPasskey(() => stepWithPasskey(step.challenge))}>
      <Trans>Use your passkey</Trans>
    </button>
  );

  return (
    <Form
      of={form}
      data-testid="code-form"
      head={
        <>
          {passkey && !app && <div>{usePasskey}</div>}
          <p>{app ? t`Enter the code that your authenticator app shows.` : t`Or enter one of your recovery codes.`}</p>
        </>
      }
    >
      <CodeField {...form.field('code')} hint={app ? t`Without your phone, one of your recovery codes.` : undefined} />
      <div className="row">
        <Submit of={form} busy={t`Signing in…`}><Trans>Sign in</Trans></Submit>
        {passkey && app && usePasskey}
        {startAgain}
      </div>
    </Form>
  );
}
