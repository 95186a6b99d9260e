// Asking for a link to set a new password. The page says the same whether there is an account or not, as the host does.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link } from 'react-router';
import { forgotPassword } from '../../api/account';
import { asProblem, type Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { useTitle } from '../../ui/useTitle';
import './account.css';

export function ForgotPasswordPage() {
  const { t } = useLingui();
  useTitle(t`Forgot your password?`);
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await forgotPassword(email.trim());
      setSent(email.trim());
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

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
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            {problem && <ErrorBanner problem={problem} />}
            <Field label={t`E-mail`} type="email" name="email" autoComplete="username" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} error={fieldError(problem, 'email')} />
            <button type="submit" className="button button--primary button--wide" aria-disabled={busy}>
              {busy ? t`One moment…` : t`Send the link`}
            </button>
          </form>
        </>
      )}
      <p className="small">
        <Link to="/sign-in"><Trans>Back to sign in</Trans></Link>
      </p>
    </div>
  );
}
