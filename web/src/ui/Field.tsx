// A labelled input with its hint and its error tied to it for screen readers.
import { Trans } from '@lingui/react/macro';
import './forms/forms.css';
import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';

interface Around {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  optional?: boolean;
  span?: 'half' | 'third' | 'two-thirds';
  /** What stands beside the label, such as a button that shows a password. */
  after?: ReactNode;
}

export type FieldAttributes = Around & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> };

function Shell({ id, around, children }: { id: string; around: Around; children: ReactNode }) {
  return (
    <div className={`field${around.span ? ` ${around.span}` : ''}`}>
      <span className="field__head">
        <label className="field__label" htmlFor={id}>
          {around.label} {around.optional && <span className="field__optional"><Trans>(optional)</Trans></span>}
        </label>
        {around.after}
      </span>
      {children}
      {around.hint && (
        <span className="field__hint" id={`${id}-hint`}>
          {around.hint}
        </span>
      )}
      {around.error && (
        <span className="field__error" id={`${id}-error`}>
          {around.error}
        </span>
      )}
    </div>
  );
}

function described(id: string, around: Around): Record<string, string | boolean | undefined> {
  const by = [around.hint ? `${id}-hint` : '', around.error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return { 'aria-describedby': by || undefined, 'aria-invalid': around.error ? true : undefined };
}

export function Field({ label, hint, error, optional, span, after, className, ...input }: FieldAttributes) {
  const made = useId();
  const id = input.id ?? made;
  const around = { label, hint, error, optional, span, after };
  return (
    <Shell id={id} around={around}>
      <input {...input} {...described(id, around)} id={id} className={`input ${className ?? ''}`} />
    </Shell>
  );
}

export function SelectField({ label, hint, error, optional, span, children, ...select }: Around & SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement> }) {
  const made = useId();
  const id = select.id ?? made;
  const around = { label, hint, error, optional, span };
  return (
    <Shell id={id} around={around}>
      <select {...select} {...described(id, around)} id={id} className="input">
        {children}
      </select>
    </Shell>
  );
}

export function TextField({ label, hint, error, optional, span, ...area }: Around & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  const made = useId();
  const id = area.id ?? made;
  const around = { label, hint, error, optional, span };
  return (
    <Shell id={id} around={around}>
      <textarea {...area} {...described(id, around)} id={id} className="input" />
    </Shell>
  );
}
