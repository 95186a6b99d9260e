// Who works for the shop and who else has an account, which roles they hold and what they may do.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { listPermissions } from '../../../api/desk/staff';
import { changeRoles, listUsers, setDisabled } from '../../../api/desk/admin';
import type { Role, User } from '../../../api/types';
import { Field } from '../../../ui/Field';
import { fieldError } from '../../../ui/forms/fieldError';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useListState } from '../../../ui/table/useListState';
import { useRows } from '../../../ui/table/useRows';
import { useSay } from '../../../ui/Toasts';
import { useSession } from '../../../ui/browser/useSession';
import { useTitle } from '../../../ui/useTitle';
import { words } from '../../../ui/words';
import { FormDialog, useSaving } from '../frame/FormDialog';
import { EraseDialog } from './EraseDialog';
import { PermissionsDialog } from './PermissionsDialog';
import { StaffPanel } from './StaffPanel';

export function UsersPage() {
  useTitle('Staff and users');
  const { may } = useSession();
  return (
    <div className="stack stack--loose in-order">
      <div className="row row--apart">
        <h1>Staff and users</h1>
        {(may('persons.erase') || may('persons.export')) && <Link to="/admin/users/erasures">Data and erasures</Link>}
      </div>
      {may('staff.edit') && <StaffPanel />}
      {may('customers.view') && <UserList />}
    </div>
  );
}

const columns: Column<User>[] = [
  {
    id: 'name',
    label: 'Name',
    name: true,
    cell: (user) => (
      <>
        <Link to={`/admin/customers/${encodeURIComponent(user.user_id)}`}>
          <bdi>{user.name ?? '–'}</bdi>
        </Link>{' '}
        {user.erased ? <span className="pill">Erased</span> : user.disabled && <span className="pill pill--danger">Disabled</span>}
      </>
    ),
    value: (user) => user.name,
  },
  { id: 'email', label: 'E-mail', plain: true, cell: (user) => user.email ?? '–', value: (user) => user.email },
  { id: 'id', label: 'Id', off: true, cell: (user) => <span className="mono">{user.user_id}</span>, value: (user) => user.user_id },
  {
    id: 'roles',
    label: 'Roles',
    plain: true,
    cell: (user) => (
      <>
        {user.roles.map(words).join(', ')}
        {user.vendor_id && <span className="soft"> ({user.vendor_id})</span>}
      </>
    ),
    value: (user) => user.roles.join(' '),
  },
];

function UserList() {
  const { session, isOwner, may } = useSession();
  const me = session?.user.user_id;
  const known = useQuery({ queryKey: ['staff', 'permissions'], queryFn: ({ signal }) => listPermissions(signal), enabled: may('staff.edit') });
  const [allowing, setAllowing] = useState<User | null>(null);
  const say = useSay();
  const list = useListState(['q']);
  const { q } = list.values;
  const rows = useRows<User>(['customers', 'accounts', list.values], (cursor, signal) => listUsers({ q, limit: 50, cursor }, signal));
  const [editing, setEditing] = useState<User | null>(null);
  const [shutting, setShutting] = useState<User | null>(null);
  const [erasing, setErasing] = useState<User | null>(null);
  return (
    <section className="stack" aria-labelledby="users-title">
      <h2 id="users-title">All accounts</h2>
      <DataTable
        name="users"
        label="Users"
        one="account"
        rows={rows}
        columns={columns}
        rowId={(user) => user.user_id}
        rowTestId="user-row"
        to={(user) => `/admin/customers/${encodeURIComponent(user.user_id)}`}
        list={list}
        search={{ label: 'Find a user' }}
        empty="Nobody matches."
        none="Nobody matches."
        actions={(user) =>
          !user.erased && (
            <span className="row admin__actions">
              {may('staff.edit') && (isOwner || (user.user_id !== me && !user.roles.includes('admin'))) && (
                <button type="button" className="button button--small" onClick={() => setEditing(user)}>
                  Roles<span className="visually-hidden"> of {user.name ?? user.user_id}</span>
                </button>
              )}
              {known.data && user.user_id !== me && !user.roles.includes('admin') && (
                <button type="button" className="button button--small" onClick={() => setAllowing(user)}>
                  Permissions<span className="visually-hidden"> of {user.name ?? user.user_id}</span>
                </button>
              )}
              {may('customers.edit') && (
                <button type="button" className="button button--small" data-testid="disable" onClick={() => setShutting(user)}>
                  {user.disabled ? 'Enable' : 'Disable'}
                  <span className="visually-hidden"> {user.name ?? user.user_id}</span>
                </button>
              )}
              {may('persons.erase') && (
                <button type="button" className="button button--small" data-testid="erase" onClick={() => setErasing(user)}>
                  Erase…<span className="visually-hidden"> {user.name ?? user.user_id}</span>
                </button>
              )}
            </span>
          )
        }
      />
      {editing && (
        <RolesDialog
          user={editing}
          close={() => setEditing(null)}
          saved={() => {
            setEditing(null);
            say.good('Roles are saved.');
            rows.reload();
          }}
        />
      )}
      {shutting && (
        <DisableDialog
          user={shutting}
          close={() => setShutting(null)}
          saved={(now) => {
            setShutting(null);
            say.good(now.disabled ? 'The account is disabled.' : 'The account is enabled.');
            rows.reload();
          }}
        />
      )}
      {allowing && known.data && (
        <PermissionsDialog
          userId={allowing.user_id}
          known={known.data}
          close={() => setAllowing(null)}
          saved={() => {
            setAllowing(null);
            say.good('Permissions are saved, and hold at once.');
            rows.reload();
          }}
        />
      )}
      {erasing && (
        <EraseDialog
          user={erasing}
          close={() => setErasing(null)}
          erased={(orders) => {
            setErasing(null);
            say.good(`The account and ${orders === 1 ? '1 order' : `${orders} orders`} are erased.`);
            rows.reload();
          }}
        />
      )}
    </section>
  );
}

export function DisableDialog({ user, close, saved }: { user: User; close: () => void; saved: (user: User) => void }) {
  const saving = useSaving(async () => saved(await setDisabled(user.user_id, !user.disabled)));
  const name = user.name ?? user.email ?? user.user_id;
  return (
    <FormDialog of={saving} title={user.disabled ? `Enable ${name}?` : `Disable ${name}?`} close={close} verb={user.disabled ? 'Enable' : 'Disable'} doing="One moment…" formTestId="disable-dialog">
      <p>
        {user.disabled
          ? 'They can sign in again, with the password they had.'
          : 'They are signed out everywhere within a second and cannot sign in until you enable the account again. Their orders stay as they are.'}
      </p>
    </FormDialog>
  );
}

// Staff come by their permissions; whoever is staff may stay it.
const grantable: Role[] = ['customer', 'vendor', 'staff', 'admin'];
const roleWords = (role: Role) => (role === 'admin' ? 'Owner, who may do everything' : words(role));

function RolesDialog({ user, close, saved }: { user: User; close: () => void; saved: (user: User) => void }) {
  const { isOwner } = useSession();
  const [roles, setRoles] = useState<Role[]>(user.roles);
  const [vendor, setVendor] = useState(user.vendor_id ?? '');
  const saving = useSaving(async () => saved(await changeRoles(user.user_id, roles, roles.includes('vendor') ? vendor.trim() || undefined : undefined)));
  return (
    <FormDialog of={saving} title={`Roles of ${user.name ?? user.email ?? user.user_id}`} close={close} verb="Save roles" disabled={roles.length === 0}>
      <fieldset>
        <legend className="visually-hidden">Roles</legend>
        {grantable
          .filter((role) => (role !== 'staff' || user.roles.includes('staff')) && (role !== 'admin' || isOwner))
          .map((role) => (
          <label key={role} className="check">
            <input type="checkbox" checked={roles.includes(role)} onChange={(event) => setRoles((was) => (event.target.checked ? [...was, role] : was.filter((each) => each !== role)))} />
            <span>{roleWords(role)}</span>
          </label>
        ))}
      </fieldset>
      {roles.includes('vendor') && <Field label="Vendor id" required value={vendor} maxLength={64} onChange={(event) => setVendor(event.target.value)} error={fieldError(saving.problem, 'vendor_id')} />}
    </FormDialog>
  );
}
