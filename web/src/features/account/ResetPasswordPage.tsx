// Setting a new password by the link from a mail.
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
  useTitle('Set a new password');
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
      say.good('Your new password is set. Sign in with it.');
      navigate('/sign-in', { replace: true });
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  const invalid = token === '' || problem?.code === 'link_invalid';
  return (
    <div className="page page--narrow account-form">
      <h1>Set a new password</h1>
      {invalid ? (
        <>
          <div className="notice notice--danger" role="alert" data-testid="link-invalid">
            <p>This link does not hold, or not any more: it is good once and for an hour.</p>
          </div>
          <Link className="button button--primary button--wide" to="/forgot-password">
            Ask for another link
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
          <NewPasswordField label="New password" value={password} change={setPassword} problem={problem} />
          <p className="small soft">All devices that are signed in to your account are signed out.</p>
          <button type="submit" className="button button--primary button--wide" aria-disabled={busy}>
            {busy ? 'One moment…' : 'Set password'}
          </button>
        </form>
      )}
    </div>
  );
}
