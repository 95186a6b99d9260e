// The field for a password that is to be, alike wherever one is chosen.
import { useLingui } from '@lingui/react/macro';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import type { Problem } from '../../api/problem';

const PASSWORD_MIN = 10;

export function NewPasswordField({ label, value, change, problem }: { label?: string; value: string; change: (value: string) => void; problem: Problem | null }) {
  const { t } = useLingui();
  return (
    <Field
      label={label ?? t`Password`}
      type="password"
      name="password"
      autoComplete="new-password"
      required
      minLength={PASSWORD_MIN}
      maxLength={256}
      value={value}
      onChange={(event) => change(event.target.value)}
      error={fieldError(problem, 'password')}
      hint={t`At least ${PASSWORD_MIN} characters. A short sentence works well.`}
    />
  );
}
