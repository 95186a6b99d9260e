// Setting a second factor up: the secret as a picture and as text, and the first code of the app.
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import * as z from 'zod/mini';
import type { TotpSecret } from '../../api/types';
import { Field, type FieldAttributes } from '../../ui/Field';
import { Form, Submit } from '../../ui/forms/Form';
import { code } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { QrCode } from './QrCode';

interface Props {
  secret: TotpSecret;
  confirm: (code: string) => Promise<void>;
  children?: ReactNode;
}

export const codeRules = z.object({ code: code() });

export function SetUpSecondFactor({ secret, confirm, children }: Props) {
  const { t } = useLingui();
  const form = useForm({ schema: codeRules, start: { code: '' }, send: ({ code }) => confirm(code) });
  return (
    <Form of={form} data-testid="second-factor-form">
      <p className="small"><Trans>Scan this with an authenticator app, then enter the code that it shows.</Trans></p>
      <QrCode text={secret.uri} label={t`The secret for your authenticator app`} />
      <p className="small">
        <Trans>Or type the secret into it: <code data-testid="totp-secret">{secret.secret.match(/.{1,4}/g)?.join(' ')}</code></Trans>
      </p>
      <CodeField {...form.field('code')} />
      <div className="row">
        <Submit of={form} busy={t`One moment…`}><Trans>Turn on</Trans></Submit>
        {children}
      </div>
    </Form>
  );
}

export function CodeField(props: Partial<FieldAttributes>) {
  const { t } = useLingui();
  return <Field label={t`Code`} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} required maxLength={40} {...props} />;
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
