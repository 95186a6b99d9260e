// Who works for the shop and who else has an account, which roles they hold and what they may do.
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { listPermissions } from '../../../api/staff';
import { changeRoles, listUsers, setDisabled } from '../../../api/admin';
import { asProblem, type Problem } from '../../../api/problem';
import type { Role, User } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { fieldError } from '../../../ui/fieldError';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { useSay } from '../../../ui/Toasts';
import { useLoad } from '../../../ui/useLoad';
import { usePages } from '../../../ui/usePages';
import { useSession } from '../../../ui/useSession';
import { useTitle } from '../../../ui/useTitle';
import { words } from '../../../ui/words';
import { EraseDialog } from './EraseDialog';
import { PermissionsDialog } from './PermissionsDialog';
import { StaffPanel } from './StaffPanel';

export function UsersPage() {
  useTitle('Staff and users');
  const { may } = useSession();
  return (
    <div className="stack stack--loose">
      <div className="row row--apart">
        <h1>Staff and users</h1>
        {(may('persons.erase') || may('persons.export')) && <Link to="/admin/users/erasures">Data and erasures</Link>}
      </div>
      {may('staff.edit') && <StaffPanel />}
      {may('customers.view') && <UserList />}
    </div>
  );
}

function UserList() {
  const { session, isOwner, may } = useSession();
  const me = session?.user.user_id;
  const known = useLoad((signal) => (may('staff.edit') ? listPermissions(signal) : Promise.resolve(null)), 'permissions');
  const [allowing, setAllowing] = useState<User | null>(null);
  const say = useSay();
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const [text, setText] = useState(q);
  const pages = usePages<User>((cursor, signal) => listUsers({ q, limit: 50, cursor }, signal), `users|${q}`);
  const [editing, setEditing] = useState<User | null>(null);
  const [shutting, setShutting] = useState<User | null>(null);
  const [erasing, setErasing] = useState<User | null>(null);
  return (
    <section className="stack" aria-labelledby="users-title">
      <h2 id="users-title">All accounts</h2>
      <form
        className="admin__search"
        role="search"
        aria-label="Users"
        onSubmit={(event) => {
          event.preventDefault();
          setSearch(text.trim() ? { q: text.trim() } : {});
        }}
      >
        <Field label="Find a user" type="search" value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
        <button type="submit" className="button">
          Search
        </button>
      </form>
      {pages.first && pages.items.length === 0 && <p className="empty soft">Nobody matches.</p>}
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading users" />}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">E-mail</th>
                <th scope="col">Roles</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((user) => (
                <tr key={user.user_id} data-testid="user-row">
                  <td className="strong">
                    <Link to={`/admin/customers/${encodeURIComponent(user.user_id)}`}>{user.name ?? '–'}</Link> {user.erased ? <span className="pill">Erased</span> : user.disabled && <span className="pill pill--danger">Disabled</span>}
                  </td>
                  <td>
                    {user.email ?? '–'}
                    <span className="soft small mono below">{user.user_id}</span>
                  </td>
                  <td>
                    {user.roles.map(words).join(', ')}
                    {user.vendor_id && <span className="soft"> ({user.vendor_id})</span>}
                  </td>
                  <td className="end">
                    {!user.erased && (
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
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
      {editing && (
        <RolesDialog
          user={editing}
          close={() => setEditing(null)}
          saved={() => {
            setEditing(null);
            say.good('Roles are saved.');
            pages.reload();
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
            pages.reload();
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
            pages.reload();
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
            pages.reload();
          }}
        />
      )}
    </section>
  );
}

export function DisableDialog({ user, close, saved }: { user: User; close: () => void; saved: (user: User) => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const name = user.name ?? user.email ?? user.user_id;
  return (
    <Dialog title={user.disabled ? `Enable ${name}?` : `Disable ${name}?`} close={close}>
      <form
        className="stack"
        data-testid="disable-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          setBusy(true);
          setProblem(null);
          setDisabled(user.user_id, !user.disabled)
            .then(saved)
            .catch((error: unknown) => {
              setProblem(asProblem(error));
              setBusy(false);
            });
        }}
      >
        <p>
          {user.disabled
            ? 'They can sign in again, with the password they had.'
            : 'They are signed out everywhere within a second and cannot sign in until you enable the account again. Their orders stay as they are.'}
        </p>
        {problem && <ErrorBanner problem={problem} />}
        <div className="row">
          <button type="submit" className="button button--primary" disabled={busy}>
            {busy ? 'One moment…' : user.disabled ? 'Enable' : 'Disable'}
          </button>
          <button type="button" className="button button--quiet" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

// Staff come by their permissions; whoever is staff may stay it.
const grantable: Role[] = ['customer', 'vendor', 'staff', 'admin'];
const roleWords = (role: Role) => (role === 'admin' ? 'Owner, who may do everything' : words(role));

function RolesDialog({ user, close, saved }: { user: User; close: () => void; saved: () => void }) {
  const { isOwner } = useSession();
  const [roles, setRoles] = useState<Role[]>(user.roles);
  const [vendor, setVendor] = useState(user.vendor_id ?? '');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <Dialog title={`Roles of ${user.name ?? user.email ?? user.user_id}`} close={close}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setBusy(true);
          setProblem(null);
          changeRoles(user.user_id, roles, roles.includes('vendor') ? vendor.trim() || undefined : undefined)
            .then(saved)
            .catch((error: unknown) => {
              setProblem(asProblem(error));
              setBusy(false);
            });
        }}
      >
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
        {roles.includes('vendor') && <Field label="Vendor id" required value={vendor} maxLength={64} onChange={(event) => setVendor(event.target.value)} error={fieldError(problem, 'vendor_id')} />}
        {problem && <ErrorBanner problem={problem} />}
        <div className="row">
          <button type="submit" className="button button--primary" disabled={busy || roles.length === 0}>
            {busy ? 'Saving…' : 'Save roles'}
          </button>
          <button type="button" className="button button--quiet" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
