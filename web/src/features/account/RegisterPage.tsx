// Making an account; signed in right after, with the guest's cart.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import * as z from 'zod/mini';
import { register, signIn } from '../../api/account';
import { asProblem } from '../../api/core/problem';
import { Field } from '../../ui/Field';
import { NewPasswordField } from '../../ui/forms/fields';
import { Form, Submit } from '../../ui/forms/Form';
import { email as emailRule, name as nameRule, newPassword } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { useCart } from '../cart/CartContext';
import { arrivalState } from '../cart/mergeWords';
import { safeNext } from './next';
import './account.css';

const rules = z.object({ name: nameRule(), email: emailRule(), password: newPassword() });

export function RegisterPage() {
  const { t } = useLingui();
  useTitle(t`Make an account`);
  const [search] = useSearchParams();
  const next = safeNext(search.get('next'));
  const signInPage = `/sign-in?next=${encodeURIComponent(next)}`;
  const { signedIn } = useSession();
  const { cart } = useCart();
  const navigate = useNavigate();
  const say = useSay();
  const [mailed, setMailed] = useState<string | null>(null);
  const [taken, setTaken] = useState(false);
  const guestLines = !signedIn ? (cart?.items.length ?? 0) : 0;
  const form = useForm({
    schema: rules,
    start: { name: '', email: '', password: '' },
    draft: 'register',
    send: async ({ name, email, password }) => {
      setTaken(false);
      try {
        if (!(await register({ email, password, name }))) {
          setMailed(email);
          return;
        }
        const { merge } = await signIn(email, password);
        say.good(t`Welcome, ${name}.`);
        navigate(next, { replace: true, state: arrivalState(merge, guestLines) });
      } catch (error) {
        setTaken(asProblem(error).code === 'email_taken');
        throw error;
      }
    },
  });

  if (mailed !== null) {
    return (
      <div className="page page--narrow account-form">
        <h1><Trans>Look into your mails</Trans></h1>
        <p role="status" data-testid="register-mailed">
          <Trans>A mail is on its way to {mailed}. The link in it makes your account; it is good once and for a day.</Trans>
        </p>
        <p className="small">
          <Trans>Nothing came? Look among the unwanted mails, or <Link to="/register" onClick={() => setMailed(null)}>try again</Link>.</Trans>
        </p>
      </div>
    );
  }

  return (
    <div className="page page--narrow account-form">
      <h1><Trans>Make an account</Trans></h1>
      <Form of={form}>
        <Field label={t`Name`} autoComplete="name" required maxLength={120} {...form.field('name')} />
        <Field
          label={t`E-mail`}
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          {...form.field('email')}
          hint={taken && <Trans>Is it yours? <Link to={signInPage}>Sign in</Link>, or <Link to="/forgot-password">set a new password</Link>.</Trans>}
        />
        <NewPasswordField label={t`Password`} {...form.field('password')} />
        <Submit of={form} busy={t`One moment…`} className="button button--primary button--wide"><Trans>Make account</Trans></Submit>
      </Form>
      <p className="small">
        <Trans>Already have one? <Link to={signInPage}>Sign in</Link></Trans>
      </p>
    </div>
  );
}
