// The first administrator of a shop that has none, by the link that its start printed.
import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from 'react-router';
import * as z from 'zod/mini';
import { makeFirstAdministrator, signIn } from '../../api/account';
import { asProblem } from '../../api/core/problem';
import { Field } from '../../ui/Field';
import { NewPasswordField } from '../../ui/forms/fields';
import { Form, Submit } from '../../ui/forms/Form';
import { email as emailRule, name as nameRule, newPassword } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { useSay } from '../../ui/Toasts';
import { useTitle } from '../../ui/useTitle';
import { stepOf } from './SecondStep';
import { useLinkToken } from './useLinkToken';
import './account.css';

const rules = z.object({ name: nameRule(), email: emailRule(), password: newPassword() });

export function FirstAdministratorPage() {
  const { t } = useLingui();
  useTitle(t`Make the first administrator`);
  const token = useLinkToken();
  const navigate = useNavigate();
  const say = useSay();
  const form = useForm({
    schema: rules,
    start: { name: '', email: '', password: '' },
    send: async ({ name, email, password }) => {
      await makeFirstAdministrator({ token, name, email, password });
      try {
        await signIn(email, password);
      } catch (error) {
        if (!stepOf(asProblem(error))) throw error;
        // The account is made; the sign-in asks its owner for a second factor.
        say.good(t`The account is made. Sign in with it to set up its second factor.`);
        navigate('/sign-in?next=/admin/guide', { replace: true });
        return;
      }
      say.good(t`Welcome, ${name}. The shop is yours.`);
      navigate('/admin/guide', { replace: true });
    },
  });

  const invalid = token === '' || form.problem?.code === 'link_invalid';
  return (
    <div className="page page--narrow account-form">
      <h1><Trans>Make the first administrator</Trans></h1>
      {invalid ? (
        <div className="notice notice--danger" role="alert" data-testid="link-invalid">
          <p>
            <Trans>This link does not hold, or not any more: it is good once, for an hour, and only while the shop has no administrator. The next start of the shop prints another, and so does <code>cartwright admin create</code>.</Trans>
          </p>
        </div>
      ) : (
        <>
          <p className="soft"><Trans>Whoever has this account runs the shop: products, orders, payments, people.</Trans></p>
          <Form of={form}>
            <Field label={t`Name`} autoComplete="name" required maxLength={120} {...form.field('name')} />
            <Field label={t`E-mail`} type="email" autoComplete="username" required maxLength={254} {...form.field('email')} />
            <NewPasswordField label={t`Password`} {...form.field('password')} />
            <Submit of={form} busy={t`One moment…`} className="button button--primary button--wide"><Trans>Make administrator</Trans></Submit>
          </Form>
        </>
      )}
    </div>
  );
}
