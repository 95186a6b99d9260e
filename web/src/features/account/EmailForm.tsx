// The account's address: whether it is confirmed, and how it becomes another.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import * as z from 'zod/mini';
import { askEmailChange, askVerification } from '../../api/accountSafety';
import type { OwnerProof } from '../../api/account';
import { Field } from '../../ui/Field';
import { PasswordField, Whose } from '../../ui/forms/fields';
import { Form, Submit } from '../../ui/forms/Form';
import { email as emailRule, password } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { PasskeyInstead } from './PasskeyInstead';

const rules = z.object({ email: emailRule(), password: password() });

export function EmailForm({ email, verified }: { email: string; verified: boolean }) {
  const { t } = useLingui();
  const [asked, setAsked] = useState<string | null>(null);
  const change = async (next: string, proof: OwnerProof) => {
    setAsked(null);
    await askEmailChange(next, proof);
    setAsked(t`A mail with a link is on its way to ${next}. Your address changes when you open it.`);
    form.hook.reset();
  };
  const form = useForm({ schema: rules, start: { email: '', password: '' }, send: ({ email, password }) => change(email, { password }) });

  return (
    <Form
      of={form}
      aria-labelledby="email-heading"
      data-testid="email-form"
      head={
        <h2 className="account__heading" id="email-heading">
          <Trans>E-mail address</Trans>
        </h2>
      }
    >
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
            <button
              type="button"
              className="button"
              aria-disabled={form.busy}
              onClick={() =>
                void form.run(async () => {
                  setAsked(null);
                  await askVerification();
                  setAsked(t`A mail with a link is on its way to ${email}.`);
                })
              }
            >
              <Trans>Send me a link</Trans>
            </button>
          </div>
        </>
      )}
      <Whose email={email} />
      <Field label={t`New e-mail address`} type="email" autoComplete="email" required maxLength={254} {...form.field('email')} />
      <PasswordField label={t`Your password`} {...form.field('password')} />
      <div className="row">
        <Submit of={form} busy={t`One moment…`} className="button"><Trans>Change address</Trans></Submit>
        <PasskeyInstead of={form} needs={['email']} act={(proof) => change(form.hook.getValues('email').trim(), proof)} />
      </div>
    </Form>
  );
}
