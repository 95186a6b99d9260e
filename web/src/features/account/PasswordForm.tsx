// Changing the password. The host ends every other session with it; this device goes on.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { changePassword } from '../../api/account';
import { asProblem, type Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { useSay } from '../../ui/Toasts';
import { NewPasswordField } from './NewPasswordField';

export function PasswordForm({ email }: { email: string }) {
  const { t } = useLingui();
  const say = useSay();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await changePassword(current, password);
      setCurrent('');
      setPassword('');
      say.good(t`Your password is changed. All other devices are signed out.`);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className="stack"
      aria-labelledby="password-heading"
      data-testid="password-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 className="account__heading" id="password-heading">
        <Trans>Change your password</Trans>
      </h2>
      {problem && <ErrorBanner problem={problem} />}
      {/* Password managers want to know whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field
        label={t`Current password`}
        type="password"
        name="current_password"
        autoComplete="current-password"
        required
        maxLength={256}
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
        error={fieldError(problem, 'current_password')}
      />
      <NewPasswordField label={t`New password`} value={password} change={setPassword} problem={problem} />
      <div>
        <button type="submit" className="button" aria-disabled={busy}>
          {busy ? t`One moment…` : t`Change password`}
        </button>
      </div>
    </form>
  );
}
