// The frame of every form: the browser's own bubbles are off, and what keeps it from being sent stands on top, with a link to each field.
import { Plural } from '@lingui/react/macro';
import type { FormHTMLAttributes, ReactNode } from 'react';
import type { FieldValues } from 'react-hook-form';
import { ErrorBanner } from '../ErrorBanner';
import type { HouseForm } from './useForm';

interface Props<V extends FieldValues> extends Omit<FormHTMLAttributes<HTMLFormElement>, 'onSubmit'> {
  of: HouseForm<V>;
  /** What stands above the faults, such as the form's heading. */
  head?: ReactNode;
  /** What to do about a refusal, beside its words. */
  help?: ReactNode;
  'data-testid'?: string;
}

export function Form<V extends FieldValues>({ of, head, help, className = 'stack', children, ...form }: Props<V>) {
  return (
    <form {...form} className={className} noValidate ref={of.element} aria-busy={of.busy} onSubmit={of.submit}>
      {head}
      <FormTrouble of={of}>{help}</FormTrouble>
      {children}
    </form>
  );
}

/** A single fault is told by its field, where the keyboard is already. */
export function FormTrouble<V extends FieldValues>({ of, children }: { of: HouseForm<V>; children?: ReactNode }) {
  const faults = of.tries > 0 ? Object.entries(of.faults) : [];
  return (
    <>
      {of.problem && <ErrorBanner problem={of.problem}>{children}</ErrorBanner>}
      {faults.length > 1 && (
        <div className="notice notice--danger" data-testid="error-summary">
          <div className="stack stack--tight">
            <p>
              <Plural value={faults.length} one="Please look at # field:" other="Please look at # fields:" />
            </p>
            <ul>
              {faults.map(([field, words]) => (
                <li key={field}>
                  <a
                    href={`#${of.field(field as never).id}`}
                    onClick={(event) => {
                      event.preventDefault();
                      const input = document.getElementById(of.field(field as never).id);
                      input?.focus({ preventScroll: true });
                      input?.scrollIntoView({ block: 'center' });
                    }}
                  >
                    {words}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </>
  );
}

interface SubmitProps {
  of: { busy: boolean };
  /** What it says while it sends. */
  busy: string;
  className?: string;
  children: ReactNode;
  'data-testid'?: string;
}

/** Never off: whoever presses it too early is told what is missing. */
export function Submit({ of, busy, className, children, ...button }: SubmitProps) {
  return (
    <button {...button} type="submit" className={className ?? 'button button--primary'} aria-disabled={of.busy} aria-busy={of.busy}>
      {of.busy ? busy : children}
    </button>
  );
}
