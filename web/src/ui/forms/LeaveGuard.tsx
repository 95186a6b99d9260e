// Asks before a page with unsent changes is left, within the shop by a dialog and beyond it by the browser's own question. A router asks for
// one form at a time: of the forms on a page at most one has it.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { Dialog } from '../Dialog';

interface Props {
  dirty: boolean;
  /** Gives up what is unsent, such as a kept draft. */
  leave?: () => void;
  /** Addresses where nothing is lost. Whoever has to sign in again comes back to what was typed, where it is kept. */
  keeps?: (pathname: string) => boolean;
}

export function LeaveGuard({ dirty, leave, keeps = (pathname) => pathname === '/sign-in' }: Props) {
  const { t } = useLingui();
  const blocker = useBlocker(({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname && !keeps(nextLocation.pathname));
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  if (blocker.state !== 'blocked') return null;
  return (
    <Dialog title={t`Leave without saving?`} close={() => blocker.reset()}>
      <div className="stack" data-testid="leave-guard">
        <p><Trans>What you changed on this page is not saved yet.</Trans></p>
        <div className="row">
          <button type="button" className="button button--primary" onClick={() => blocker.reset()}>
            <Trans>Stay here</Trans>
          </button>
          <button
            type="button"
            className="button button--quiet"
            data-testid="leave"
            onClick={() => {
              leave?.();
              blocker.proceed();
            }}
          >
            <Trans>Leave</Trans>
          </button>
        </div>
      </div>
    </Dialog>
  );
}
