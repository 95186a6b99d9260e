// Fields that only forms have: a password that can be looked at, and a box to tick.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState, type InputHTMLAttributes, type ReactNode, type Ref } from 'react';
import { Field, type FieldAttributes } from '../Field';
import { PASSWORD_MIN } from './rules';

export function PasswordField(props: FieldAttributes) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      autoComplete="current-password"
      required
      maxLength={256}
      {...props}
      type={shown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      after={
        <button type="button" className="link-button field__reveal" aria-pressed={shown} aria-controls={props.id} onClick={() => setShown(!shown)}>
          {shown ? <Trans>Hide<span className="visually-hidden"> what is typed</span></Trans> : <Trans>Show<span className="visually-hidden"> what is typed</span></Trans>}
        </button>
      }
    />
  );
}

export function NewPasswordField(props: FieldAttributes) {
  const { t } = useLingui();
  return <PasswordField minLength={PASSWORD_MIN} hint={t`At least ${PASSWORD_MIN} characters. A short sentence works well.`} {...props} autoComplete="new-password" />;
}

interface CheckProps extends InputHTMLAttributes<HTMLInputElement> {
  id: string;
  error?: string;
  ref?: Ref<HTMLInputElement>;
  children: ReactNode;
}

export function CheckField({ error, children, ...input }: CheckProps) {
  return (
    <div>
      <label className="check">
        <input type="checkbox" {...input} aria-invalid={error ? true : undefined} aria-describedby={error ? `${input.id}-error` : undefined} />
        <span>{children}</span>
      </label>
      {error && (
        <p className="field__error" id={`${input.id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** Password managers want to know whose password a form asks for. */
export const Whose = ({ email }: { email: string }) => <input type="hidden" name="username" autoComplete="username" value={email} readOnly />;
