// Changing the password. The host ends every other session with it; this device goes on.
import { Trans, useLingui } from '@lingui/react/macro';
import * as z from 'zod/mini';
import { changePassword, type OwnerProof } from '../../api/account';
import { NewPasswordField, PasswordField, Whose } from '../../ui/forms/fields';
import { Form, Submit } from '../../ui/forms/Form';
import { newPassword, password } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { useSay } from '../../ui/Toasts';
import { PasskeyInstead } from './PasskeyInstead';

const rules = z.object({ current_password: password(), password: newPassword() });

export function PasswordForm({ email }: { email: string }) {
  const { t } = useLingui();
  const say = useSay();
  const change = async (next: string, proof: OwnerProof) => {
    await changePassword(next, proof);
    form.hook.reset();
    say.good(t`Your password is changed. All other devices are signed out.`);
  };
  const form = useForm({ schema: rules, start: { current_password: '', password: '' }, send: (values) => change(values.password, { password: values.current_password }) });
  return (
    <Form
      of={form}
      aria-labelledby="password-heading"
      data-testid="password-form"
      head={
        <h2 className="account__heading" id="password-heading">
          <Trans>Change your password</Trans>
        </h2>
      }
    >
      <Whose email={email} />
      <PasswordField label={t`Current password`} {...form.field('current_password')} />
      <NewPasswordField label={t`New password`} {...form.field('password')} />
      <div className="row">
        <Submit of={form} busy={t`One moment…`} className="button"><Trans>Change password</Trans></Submit>
        <PasskeyInstead of={form} needs={['password']} act={(proof) => change(form.hook.getValues('password'), proof)} />
      </div>
    </Form>
  );
}
