// The frame of a step's form: its fields, what was said against it, and one button.
import type { ReactNode } from 'react';
import type { Problem } from '../../../../api/core/problem';
import { ErrorBanner } from '../../../../ui/ErrorBanner';

export function StepForm({ busy, problem, submit, label = 'Save', children }: { busy: boolean; problem: Problem | null; submit: () => void; label?: string; children: ReactNode }) {
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {problem && <ErrorBanner problem={problem} />}
      <div className="fields">{children}</div>
      <div>
        <button type="submit" className="button button--primary" aria-disabled={busy}>
          {busy ? 'One moment…' : label}
        </button>
      </div>
    </form>
  );
}
