// What staff do for a customer: shut the account, end its sessions, send a link, hand over the data, erase.
import { useState } from 'react';
import { readPersonsData } from '../../../../api/desk/admin';
import { sendPasswordLink, signOutEverywhere } from '../../../../api/desk/customers';
import { asProblem, type Problem } from '../../../../api/core/problem';
import type { User } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { May } from '../../../../ui/May';
import { saveFile } from '../../../../ui/browser/saveFile';
import { useSay } from '../../../../ui/Toasts';
import { EraseDialog } from '../EraseDialog';
import { DisableDialog } from '../UsersPage';

export function CustomerActions({ user, email, guest, changed }: { user: User; email: string | null; guest: boolean; changed: () => void }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [open, setOpen] = useState<'disable' | 'erase' | null>(null);
  const run = (action: () => Promise<unknown>, done: string) => {
    setBusy(true);
    setProblem(null);
    action()
      .then(() => say.good(done))
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <section className="panel panel--mist stack" aria-labelledby="customer-actions">
      <h2 id="customer-actions">Do</h2>
      {problem && <ErrorBanner problem={problem} />}
      <div className="row">
        <May permission="customers.edit">
          {!guest && (
            <>
              <button type="button" className="button button--small" disabled={busy || user.disabled === true} data-testid="send-link" onClick={() => run(() => sendPasswordLink(user.user_id), 'A mail with a link is on its way.')}>
                Send a link for a new password
              </button>
              <button type="button" className="button button--small" disabled={busy} data-testid="sign-out" onClick={() => run(() => signOutEverywhere(user.user_id), 'Signed out everywhere.')}>
                Sign out everywhere
              </button>
            </>
          )}
          <button type="button" className="button button--small" disabled={busy} data-testid="disable" onClick={() => setOpen('disable')}>
            {user.disabled ? 'Enable' : guest ? 'End the token' : 'Disable'}
          </button>
        </May>
        <May permission="persons.export">
          {email && (
            <button
              type="button"
              className="button button--small button--quiet"
              disabled={busy}
              onClick={() => run(async () => saveFile(`person-${user.user_id}.json`, new Blob([await readPersonsData(email)], { type: 'application/json' })), 'The file is saved.')}
            >
              Export data
            </button>
          )}
        </May>
        <May permission="persons.erase">
          {!guest && (
            <button type="button" className="button button--small button--danger" disabled={busy} data-testid="erase" onClick={() => setOpen('erase')}>
              Erase…
            </button>
          )}
        </May>
      </div>
      {open === 'disable' && (
        <DisableDialog
          user={user}
          close={() => setOpen(null)}
          saved={(now) => {
            setOpen(null);
            say.good(now.disabled ? 'The account is disabled.' : 'The account is enabled.');
            changed();
          }}
        />
      )}
      {open === 'erase' && (
        <EraseDialog
          user={user}
          close={() => setOpen(null)}
          erased={() => {
            setOpen(null);
            say.good('The customer is erased.');
            changed();
          }}
        />
      )}
    </section>
  );
}
