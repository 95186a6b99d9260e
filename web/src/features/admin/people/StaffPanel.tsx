// Who works for the shop: the list with what each may do, invitations, and changes.
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { listPermissionChanges, listPermissions, listStaff } from '../../../api/desk/staff';
import type { PermissionChange, Permissions, Staff } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useRows } from '../../../ui/table/useRows';
import { useSay } from '../../../ui/Toasts';
import { useLoad } from '../../../ui/browser/useLoad';
import { useSession } from '../../../ui/browser/useSession';
import { count, dateTime, words } from '../../../ui/words';
import { InviteDialog, PermissionsDialog } from './PermissionsDialog';

const mayDo = (one: Staff) => (one.preset === 'owner' ? 'Owner: everything' : one.preset ? words(one.preset) : count(one.permissions.length, 'permission'));

const columns: Column<Staff>[] = [
  {
    id: 'name',
    label: 'Name',
    name: true,
    cell: (one) => (
      <>
        <bdi className="strong">{one.name ?? '–'}</bdi> {one.disabled ? <span className="pill pill--danger">Disabled</span> : one.invited && <span className="pill pill--info">Invited</span>}
      </>
    ),
    value: (one) => one.name,
  },
  { id: 'email', label: 'E-mail', plain: true, cell: (one) => one.email ?? '–', value: (one) => one.email },
  { id: 'may', label: 'May do', plain: true, cell: mayDo, value: mayDo },
];

export function StaffPanel() {
  const say = useSay();
  const { session, isOwner } = useSession();
  const known = useLoad(['staff', 'permissions', 'known'], (signal) => listPermissions(signal));
  const rows = useRows<Staff>(['staff'], (cursor, signal) => listStaff({ limit: 50, cursor }, signal));
  const [search, setSearch] = useSearchParams();
  // The search over everything leads here with the form open.
  const [chosen, setInviting] = useState(false);
  const inviting = chosen || search.get('invite') === 'staff';
  const stopInviting = () => {
    setInviting(false);
    if (search.has('invite')) setSearch({}, { replace: true, state: { inPlace: true } });
  };
  const [editing, setEditing] = useState<Staff | null>(null);
  const [looking, setLooking] = useState<Staff | null>(null);
  const me = session?.user.user_id;
  return (
    <section className="stack" aria-labelledby="staff-title" data-testid="staff">
      <div className="row row--apart">
        <h2 id="staff-title">Who works here</h2>
        {known.data && (
          <button type="button" className="button button--primary" data-testid="invite" onClick={() => setInviting(true)}>
            Invite staff
          </button>
        )}
      </div>
      {known.problem && <ErrorBanner problem={known.problem} retry={known.reload} />}
      <DataTable
        name="staff"
        label="Staff"
        one="person"
        many="people"
        rows={rows}
        columns={columns}
        rowId={(one) => one.user_id}
        rowTestId="staff-row"
        empty="Nobody works here yet."
        actions={(one) => (
          <span className="row admin__actions">
            <button type="button" className="button button--small button--quiet" onClick={() => setLooking(one)}>
              History<span className="visually-hidden"> of {one.name ?? one.user_id}</span>
            </button>
            {one.preset !== 'owner' && one.user_id !== me && known.data && (
              <button type="button" className="button button--small" data-testid="permissions" onClick={() => setEditing(one)}>
                Permissions<span className="visually-hidden"> of {one.name ?? one.user_id}</span>
              </button>
            )}
          </span>
        )}
      />
      {inviting && known.data && (
        <InviteDialog
          known={known.data}
          isOwner={isOwner}
          close={stopInviting}
          saved={(made) => {
            stopInviting();
            say.good(`A mail is on its way to ${made.email}.`);
            rows.reload();
          }}
        />
      )}
      {editing && known.data && (
        <PermissionsDialog
          userId={editing.user_id}
          known={known.data}
          close={() => setEditing(null)}
          saved={() => {
            setEditing(null);
            say.good('Permissions are saved, and hold at once.');
            rows.reload();
          }}
        />
      )}
      {looking && known.data && <ChangesDialog staff={looking} known={known.data} close={() => setLooking(null)} />}
    </section>
  );
}

function ChangesDialog({ staff, known, close }: { staff: Staff; known: Permissions; close: () => void }) {
  const pages = useRows<PermissionChange>(['staff', 'changes', staff.user_id], (cursor, signal) => listPermissionChanges(staff.user_id, { limit: 20, cursor }, signal));
  const sentence = (name: string) => known.items.find((one) => one.permission === name)?.text ?? name;
  return (
    <Dialog title={`What changed for ${staff.name ?? staff.email ?? staff.user_id}`} close={close} wide>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading blocks={1} what="Loading changes" />}
      {pages.first && pages.items.length === 0 && <p className="soft">Nothing was changed since the shop keeps account of it.</p>}
      <ul className="changes">
        {pages.items.map((change) => (
          <li key={change.change_id}>
            <time className="small soft nowrap" dateTime={change.at}>
              {dateTime(change.at)}
            </time>
            <span>
              {change.roles.join() !== change.roles_before.join() && <span className="below">Now {change.roles.map(words).join(', ')}.</span>}
              {change.given.map((name) => (
                <span className="below" key={`given ${name}`} title={sentence(name)}>
                  + <span className="mono small">{name}</span>
                </span>
              ))}
              {change.taken.map((name) => (
                <span className="below" key={`taken ${name}`} title={sentence(name)}>
                  − <span className="mono small">{name}</span>
                </span>
              ))}
              <span className="small soft">by {change.by_name ?? change.by}</span>
            </span>
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} />
    </Dialog>
  );
}
