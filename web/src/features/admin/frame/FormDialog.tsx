// A dialog of the desk around a form: what is sent, why it was refused, and the way back.
import { useState, type ChangeEvent, type ReactNode } from 'react';
import { asProblem, type Problem } from '../../../api/core/problem';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { fieldError } from '../../../ui/forms/fieldError';

export interface Saving {
  busy: boolean;
  problem: Problem | null;
  save: () => void;
}

/** After a success the dialog is gone, so that it stays busy until then. */
export function useSaving(send: () => Promise<unknown>): Saving {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = () => {
    setBusy(true);
    setProblem(null);
    // Also what cannot be made of the fields is told.
    Promise.resolve()
      .then(send)
      .catch((error: unknown) => {
        setProblem(asProblem(error));
        setBusy(false);
      });
  };
  return { busy, problem, save };
}

/** What a field of the form takes; `members` has those whose faults are named otherwise. */
export function fieldsOf<T extends object>(text: T, setText: (text: T) => void, problem: Problem | null, members: Partial<Record<keyof T, string>> = {}) {
  return <Name extends { [Key in keyof T]: T[Key] extends string ? Key : never }[keyof T] & string>(name: Name) => ({
    value: text[name] as string,
    error: fieldError(problem, members[name] ?? name),
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) => setText({ ...text, [name]: event.target.value }),
  });
}

interface Props {
  of: Saving;
  title: string;
  close: () => void;
  wide?: boolean;
  /** What the button says, and says while it sends. */
  verb: string;
  doing?: string;
  back?: string;
  disabled?: boolean;
  testId?: string;
  formTestId?: string;
  children: ReactNode;
}

export function FormDialog({ of, title, close, wide, verb, doing = 'Saving…', back = 'Cancel', disabled = false, testId, formTestId, children }: Props) {
  return (
    <Dialog title={title} close={close} wide={wide}>
      <form
        className="stack"
        data-testid={formTestId}
        onSubmit={(event) => {
          event.preventDefault();
          of.save();
        }}
      >
        {children}
        {of.problem && <ErrorBanner problem={of.problem} />}
        <div className="row">
          <button type="submit" className="button button--primary" disabled={of.busy || disabled} aria-busy={of.busy} data-testid={testId}>
            {of.busy ? doing : verb}
          </button>
          <button type="button" className="button button--quiet" onClick={close}>
            {back}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
