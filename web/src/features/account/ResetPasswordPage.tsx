// Setting a new password by the link from a mail.
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from 'react-router';
import * as z from 'zod/mini';
import { resetPassword } from '../../api/account';
import { NewPasswordField } from '../../ui/forms/fields';
import { Form, Submit } from '../../ui/forms/Form';
import { newPassword } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { useSay } from '../../ui/Toasts';
import { useTitle } from '../../ui/useTitle';
import { useLinkToken } from './useLinkToken';
import './account.css';

const rules = z.object({ password: newPassword() });

export function ResetPasswordPage() {
  const { t } = useLingui();
  useTitle(t`Set a new password`);
  const token = useLinkToken();
  const navigate = useNavigate();
  const say = useSay();
  const form = useForm({
    schema: rules,
    start: { password: '' },
    send: async ({ password }) => {
      await resetPassword(token, password);
      say.good(t`Your new password is set. Sign in with it.`);
      navigate('/sign-in', { replace: true });
    },
  });
  return (
    <div className="page page--narrow account-form">
      <h1><Trans>Set a new password</Trans></h1>
      {token === '' || form.problem?.code === 'link_invalid' ? (
        <>
          <div className="notice notice--danger" role="alert" data-testid="link-invalid">
            <p><Trans>This link does not hold, or not any more: it is good once and for an hour.</Trans></p>
          </div>
          <Link className="button button--primary button--wide" to="/forgot-password">
            <Trans>Ask for another link</Trans>
          </Link>
        </>
      ) : (
        <Form of={form}>
          <NewPasswordField label={t`New password`} {...form.field('password')} />
          <p className="small soft"><Trans>All devices that are signed in to your account are signed out.</Trans></p>
          <Submit of={form} busy={t`One moment…`} className="button button--primary button--wide"><Trans>Set password</Trans></Submit>
        </Form>
      )}
    </div>
  );
}
