// Asks once more before an order is cancelled, and for a reason if there is one.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/problem';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Refused } from './Refused';

interface Props {
  /** Whether money was taken. */
  paid: boolean;
  cancel: (reason: string) => Promise<unknown>;
  close: () => void;
  cancelled: () => void;
}

export function CancelDialog({ paid, cancel, close, cancelled }: Props) {
  const { t } = useLingui();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <Dialog title={t`Cancel this order?`} close={close}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setBusy(true);
          setProblem(null);
          cancel(reason.trim())
            .then(cancelled)
            .catch((error: unknown) => {
              setProblem(asProblem(error));
              setBusy(false);
            });
        }}
      >
        <p>{paid ? t`What was paid is given back in full, and the things go back on the shelf.` : t`Nothing has been paid yet, so nothing is owed. The things go back on the shelf.`}</p>
        <Field label={t`Reason`} optional maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
        {problem && <Refused problem={problem} then={t`Close this to see what they left, then decide again.`} />}
        <div className="row">
          <button type="submit" className="button button--danger" disabled={busy} data-testid="cancel-confirm">
            {busy ? t`Cancelling…` : t`Cancel the order`}
          </button>
          <button type="button" className="button button--quiet" onClick={close}>
            <Trans>Keep it</Trans>
          </button>
        </div>
      </form>
    </Dialog>
  );
}
