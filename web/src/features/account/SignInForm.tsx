// The sign-in itself, wherever it is asked for: the password or a passkey, then the second step where the account has one.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import * as z from 'zod/mini';
import { signIn } from '../../api/account';
import { signInWithPasskey } from '../../api/passkeys';
import { asProblem } from '../../api/core/problem';
import type { MergeReport, User } from '../../api/types';
import { hasPasskeys, offersPasskeys } from '../../api/core/webauthn';
import { Field } from '../../ui/Field';
import { PasswordField } from '../../ui/forms/fields';
import { Form, Submit } from '../../ui/forms/Form';
import { email as emailRule, password } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { SecondStep, stepOf, type Step } from './SecondStep';

const rules = z.object({ email: emailRule(), password: password() });

interface Props {
  /** Where to go on, for whoever makes an account instead; without, nothing leads away from here. */
  next?: string;
  /** Whose session has ended. */
  email?: string;
  arrive: (user: User, merge: MergeReport | null) => void;
}

export function SignInForm({ next, email = '', arrive }: Props) {
  const { t } = useLingui();
  const [step, setStep] = useState<Step | null>(null);
  const form = useForm({
    schema: rules,
    start: { email, password: '' },
    send: async ({ email, password }) => {
      try {
        const { user, merge } = await signIn(email, password);
        arrive(user, merge);
      } catch (error) {
        const asked = stepOf(asProblem(error));
        if (!asked) throw error;
        form.hook.resetField('password');
        setStep(asked);
      }
    },
  });

  // The browser offers passkeys where it fills in the address. Its question ends after five minutes, so that it is asked anew before.
  const latest = useRef({ arrive, run: form.run });
  latest.current = { arrive, run: form.run };
  const offer = useRef<AbortController | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (step) return;
    const stop = new AbortController();
    offer.current = stop;
    const again = window.setTimeout(() => setRound((one) => one + 1), 240_000);
    void offersPasskeys()
      .then(async (offered) => {
        if (!offered || stop.signal.aborted) return;
        const { user, merge } = await signInWithPasskey(stop.signal);
        latest.current.arrive(user, merge);
      })
      .catch((error: unknown) => {
        // Nobody has asked for it, so that only what a chosen passkey was refused for is told.
        const refusal = asProblem(error);
        if (refusal.status !== 401 || !refusal.code.startsWith('passkey_')) return;
        void latest.current.run(() => Promise.reject(refusal));
        setRound((one) => one + 1);
      });
    return () => {
      window.clearTimeout(again);
      stop.abort();
    };
  }, [step, round]);

  const byPasskey = async () => {
    if (form.busy) return;
    // A browser asks one question at a time.
    offer.current?.abort();
    await form.run(async () => {
      try {
        const { user, merge } = await signInWithPasskey();
        arrive(user, merge);
      } catch (error) {
        setRound((one) => one + 1);
        throw error;
      }
    });
  };

  if (step) return <SecondStep step={step} done={arrive} again={() => setStep(null)} />;

  return (
    <>
      <Form of={form}>
        <Field label={t`E-mail`} type="email" autoComplete="username webauthn" required maxLength={254} {...form.field('email')} />
        <PasswordField label={t`Password`} {...form.field('password')} />
        <Submit of={form} busy={t`Signing in…`} className="button button--primary button--wide"><Trans>Sign in</Trans></Submit>
      </Form>
      {hasPasskeys() && (
        <button type="button" className="button button--wide" aria-disabled={form.busy} data-testid="sign-in-passkey" onClick={() => void byPasskey()}>
          <Trans>Sign in with a passkey</Trans>
        </button>
      )}
      {next !== undefined && (
        <>
          <p className="small">
            <Link to="/forgot-password"><Trans>Forgot your password?</Trans></Link>
          </p>
          <p className="small">
            <Trans>New here? <Link to={`/register?next=${encodeURIComponent(next)}`}>Make an account</Link></Trans>
          </p>
        </>
      )}
    </>
  );
}
