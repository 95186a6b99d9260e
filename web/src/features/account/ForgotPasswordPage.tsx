// Asking for a link to set a new password. The page says the same whether there is an account or not, as the host does.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link } from 'react-router';
import * as z from 'zod/mini';
import { forgotPassword } from '../../api/account';
import { Field } from '../../ui/Field';
import { Form, Submit } from '../../ui/forms/Form';
import { email } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { useTitle } from '../../ui/useTitle';
import './account.css';

const rules = z.object({ email: email() });

export function ForgotPasswordPage() {
  const { t } = useLingui();
  useTitle(t`Forgot your password?`);
  const [sent, setSent] = useState('');
  const form = useForm({
    schema: rules,
    start: { email: '' },
    send: async ({ email }) => {
      await forgotPassword(email);
      setSent(email);
    },
  });
  return (
    <div className="page page--narrow account-form">
      <h1><Trans>Forgot your password?</Trans></h1>
      {sent ? (
        <div className="notice notice--good" role="status" data-testid="forgot-sent">
          <p>
            <Trans>If there is an account for <strong>{sent}</strong>, a mail with a link is on its way. The link is good once and for an hour. If nothing comes, look among the unwanted mail.</Trans>
          </p>
        </div>
      ) : (
        <>
          <p className="soft"><Trans>Tell us your e-mail address. We send you a link with which you set a new password.</Trans></p>
          <Form of={form}>
            <Field label={t`E-mail`} type="email" autoComplete="username" required maxLength={254} {...form.field('email')} />
            <Submit of={form} busy={t`One moment…`} className="button button--primary button--wide"><Trans>Send the link</Trans></Submit>
          </Form>
        </>
      )}
      <p className="small">
        <Link to="/sign-in"><Trans>Back to sign in</Trans></Link>
      </p>
    </div>
  );
}
