// Asks for the password again, or for a passkey in its place, before what a stolen session must not do.
import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import * as z from 'zod/mini';
import type { OwnerProof } from '../../api/account';
import { PasswordField, Whose } from '../../ui/forms/fields';
import { Form, Submit } from '../../ui/forms/Form';
import { password } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { PasskeyInstead } from './PasskeyInstead';

interface Props {
  email: string;
  label: string;
  danger?: boolean;
  leave: string;
  act: (proof: OwnerProof) => Promise<void>;
  close: () => void;
  children?: ReactNode;
}

const rules = z.object({ password: password() });

export function ProveOwner({ email, label, danger = false, leave, act, close, children }: Props) {
  const { t } = useLingui();
  const form = useForm({ schema: rules, start: { password: '' }, send: act });
  return (
    <Form of={form} data-testid="prove-owner">
      {children}
      <Whose email={email} />
      <PasswordField label={t`Your password`} {...form.field('password')} />
      <div className="row">
        <Submit of={form} busy={t`One moment…`} className={danger ? 'button button--danger' : 'button button--primary'}>{label}</Submit>
        <PasskeyInstead of={form} act={act} />
        <button type="button" className="button button--quiet" onClick={close}>
          {leave}
        </button>
      </div>
    </Form>
  );
}
