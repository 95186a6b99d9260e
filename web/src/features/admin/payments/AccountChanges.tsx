// Who changed where vendors' payouts go. One that a vendor changed itself waits until staff confirm it, or its time is over.
import { useState } from 'react';
import { confirmVendorAccount, listAccountChanges } from '../../../api/desk/payouts';
import type { AccountChange } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { May } from '../../../ui/May';
import { useSay } from '../../../ui/Toasts';
import { useRows } from '../../../ui/table/useRows';
import { dateTime } from '../../../ui/words';
import { AskDialog } from '../../order/AskDialog';

export function AccountChanges({ round }: { round: number }) {
  const say = useSay();
  const changes = useRows<AccountChange>(['payouts', 'account-changes', round], (cursor, signal) => listAccountChanges({ limit: 5, cursor }, signal));
  const [confirming, setConfirming] = useState<AccountChange | null>(null);

  // Of a vendor's changes only the last one can still wait.
  const newest = new Map<string, AccountChange>();
  for (const one of changes.items) if (!newest.has(one.vendor_id)) newest.set(one.vendor_id, one);
  const waits = (one: AccountChange) => newest.get(one.vendor_id) === one && one.payable_at != null && !one.confirmed_by && Date.parse(one.payable_at) > Date.now();
  return (
    <section className="stack" aria-labelledby="accounts-title">
      <h2 id="accounts-title">Changed accounts</h2>
      {changes.problem && <ErrorBanner problem={changes.problem} retry={changes.reload} />}
      {changes.first && changes.items.length === 0 && <p className="soft">No vendor has given an account yet.</p>}
      <ul className="changes">
        {changes.items.map((one) => (
          <li key={`${one.vendor_id} ${one.at}`} data-testid="account-change">
            <span>{dateTime(one.at)}</span>
            <span className="strong">{one.vendor_id}</span>
            <span className="small">
              {one.before ?? 'none'} → {one.after}
            </span>
            <span className="soft">{one.by === 'vendor' ? 'by the vendor' : 'by staff'}</span>
            {waits(one) && one.payable_at && (
              <>
                <span className="small">not paid to before {dateTime(one.payable_at)}</span>
                <May permission="payouts.approve">
                  <button type="button" className="button button--small" data-testid="confirm-account" onClick={() => setConfirming(one)}>
                    Confirm
                  </button>
                </May>
              </>
            )}
          </li>
        ))}
      </ul>
      <LoadMore pages={changes} />
      {confirming && (
        <AskDialog
          title={`Account of ${confirming.vendor_id}`}
          action="It is the vendor's"
          busyWord="Saving…"
          ask={() => confirmVendorAccount(confirming.vendor_id, confirming.at)}
          done={() => {
            setConfirming(null);
            say.good('The account is paid to from now on.');
            changes.reload();
          }}
          close={() => setConfirming(null)}
          testId="account-confirm"
        >
          <p>
            Ask the vendor first, by a way that you knew before the change: whoever stole a session can have changed it, and answers mail as well. Now it is {confirming.after}.
          </p>
        </AskDialog>
      )}
    </section>
  );
}
