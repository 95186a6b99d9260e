// The first administrator of a shop that has none, by the link that its start printed.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { makeFirstAdministrator, signIn } from '../../api/account';
import { asProblem, type Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { useSay } from '../../ui/Toasts';
import { useTitle } from '../../ui/useTitle';
import { NewPasswordField } from './NewPasswordField';
import { stepOf } from './SecondStep';
import { useLinkToken } from './useLinkToken';
import './account.css';

export function FirstAdministratorPage() {
  const { t } = useLingui();
  useTitle(t`Make the first administrator`);
  const token = useLinkToken();
  const navigate = useNavigate();
  const say = useSay();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await makeFirstAdministrator({ token, name: name.trim(), email: email.trim(), password });
      await signIn(email.trim(), password);
      say.good(t`Welcome, ${name.trim()}. The shop is yours.`);
      navigate('/admin/guide', { replace: true });
    } catch (error) {
      const refusal = asProblem(error);
      if (stepOf(refusal)) {
        // The account is made; the sign-in asks its owner for a second factor.
        say.good(t`The account is made. Sign in with it to set up its second factor.`);
        navigate('/sign-in?next=/admin/guide', { replace: true });
        return;
      }
      setProblem(refusal);
      setBusy(false);
    }
  };

  const invalid = token === '' || problem?.code === 'link_invalid';
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
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            {problem && <ErrorBanner problem={problem} />}
            <Field label={t`Name`} name="name" autoComplete="name" required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} error={fieldError(problem, 'name')} />
            <Field label={t`E-mail`} type="email" name="email" autoComplete="username" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} error={fieldError(problem, 'email')} />
            <NewPasswordField value={password} change={setPassword} problem={problem} />
            <button type="submit" className="button button--primary button--wide" aria-disabled={busy}>
              {busy ? t`One moment…` : t`Make administrator`}
            </button>
          </form>
        </>
      )}
    </div>
  );
}
