// Setting a new password by the link from a mail.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { resetPassword } from '../../api/account';
import { asProblem, type Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { useSay } from '../../ui/Toasts';
import { useTitle } from '../../ui/useTitle';
import { NewPasswordField } from './NewPasswordField';
import { useLinkToken } from './useLinkToken';
import './account.css';

export function ResetPasswordPage() {
  const { t } = useLingui();
  useTitle(t`Set a new password`);
  const token = useLinkToken();
  const navigate = useNavigate();
  const say = useSay();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await resetPassword(token, password);
      say.good(t`Your new password is set. Sign in with it.`);
      navigate('/sign-in', { replace: true });
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  const invalid = token === '' || problem?.code === 'link_invalid';
  return (
    <div className="page page--narrow account-form">
      <h1><Trans>Set a new password</Trans></h1>
      {invalid ? (
        <>
          <div className="notice notice--danger" role="alert" data-testid="link-invalid">
            <p><Trans>This link does not hold, or not any more: it is good once and for an hour.</Trans></p>
          </div>
          <Link className="button button--primary button--wide" to="/forgot-password">
            <Trans>Ask for another link</Trans>
          </Link>
        </>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {problem && <ErrorBanner problem={problem} />}
          <NewPasswordField label={t`New password`} value={password} change={setPassword} problem={problem} />
          <p className="small soft"><Trans>All devices that are signed in to your account are signed out.</Trans></p>
          <button type="submit" className="button button--primary button--wide" aria-disabled={busy}>
            {busy ? t`One moment…` : t`Set password`}
          </button>
        </form>
      )}
    </div>
  );
}
