// Ends the reminders to an address, from the link in one of them. It asks once more, because some programs open every link of a mail.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { stopReminders } from '../../api/account';
import { asProblem, type Problem } from '../../api/core/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { useTitle } from '../../ui/useTitle';

export function UnsubscribePage() {
  const { t } = useLingui();
  useTitle(t`Stop reminders`);
  const [search] = useSearchParams();
  const token = search.get('token') ?? '';
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <div className="page page--narrow">
      <div className="page-head">
        <h1>{done ? t`No more reminders` : t`Stop reminders`}</h1>
      </div>
      <div className="stack page-end">
        {done ? (
          <p role="status" data-testid="unsubscribed">
            <Trans>We do not remind you of your cart any more. Mails about your orders still come.</Trans>
          </p>
        ) : (
          <>
            <p><Trans>We remind you when you have left something in your cart. Shall we stop?</Trans></p>
            {problem && <ErrorBanner problem={problem} />}
            <div>
              <button
                type="button"
                className="button button--primary"
                disabled={busy}
                aria-busy={busy}
                data-testid="unsubscribe"
                onClick={() => {
                  setBusy(true);
                  setProblem(null);
                  stopReminders(token)
                    .then(() => setDone(true))
                    .catch((error: unknown) => setProblem(asProblem(error)))
                    .finally(() => setBusy(false));
                }}
              >
                <Trans>Stop reminders</Trans>
              </button>
            </div>
          </>
        )}
        <p>
          <Link to="/"><Trans>Back to the shop</Trans></Link>
        </p>
      </div>
    </div>
  );
}
