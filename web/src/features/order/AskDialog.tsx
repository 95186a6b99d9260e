// The frame of every dialog that asks the shop for something: a form, what went wrong, and two buttons.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState, type ReactNode } from 'react';
import { asProblem, type Problem } from '../../api/core/problem';
import { Dialog } from '../../ui/Dialog';
import { isConflict, Refused } from './Refused';

interface Props {
  title: string;
  action: string;
  busyWord: string;
  disabled?: boolean;
  ask: () => Promise<unknown>;
  done: () => void;
  close: () => void;
  testId: string;
  children: ReactNode;
}

export function AskDialog({ title, action, busyWord, disabled = false, ask, done, close, testId, children }: Props) {
  const { t } = useLingui();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <Dialog title={title} close={close}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setBusy(true);
          setProblem(null);
          ask()
            .then(done)
            .catch((error: unknown) => {
              setProblem(asProblem(error));
              setBusy(false);
            });
        }}
      >
        {children}
        {problem && <Refused problem={problem} then={t`Close this to see what they left, then decide again.`} />}
        <AskFoot busy={busy} problem={problem} disabled={disabled} action={action} busyWord={busyWord} testId={testId} close={close} />
      </form>
    </Dialog>
  );
}

interface FootProps extends Pick<Props, 'action' | 'busyWord' | 'disabled' | 'testId' | 'close'> {
  busy: boolean;
  problem: Problem | null;
}

export function AskFoot({ busy, problem, disabled = false, action, busyWord, testId, close }: FootProps) {
  return (
    <div className="row">
      <button type="submit" className="button button--primary" disabled={busy || disabled || isConflict(problem)} aria-busy={busy} data-testid={testId}>
        {busy ? busyWord : action}
      </button>
      <button type="button" className="button button--quiet" onClick={close}>
        <Trans>Never mind</Trans>
      </button>
    </div>
  );
}
