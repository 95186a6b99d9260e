// Who has an account, and which roles they hold.
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
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
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { words } from '../../../ui/words';
import { EraseDialog } from './EraseDialog';

export function UsersPage() {
  useTitle('Users');
  const say = useSay();
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const [text, setText] = useState(q);
  const pages = usePages<User>((cursor, signal) => listUsers({ q, limit: 50, cursor }, signal), `users|${q}`);
  const [editing, setEditing] = useState<User | null>(null);
  const [shutting, setShutting] = useState<User | null>(null);
  const [erasing, setErasing] = useState<User | null>(null);
  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>Users</h1>
        <Link to="/admin/users/erasures">Data and erasures</Link>
      </div>
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
                    {user.name ?? '–'} {user.erased ? <span className="pill">Erased</span> : user.disabled && <span className="pill pill--danger">Disabled</span>}
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
                        <button type="button" className="button button--small" onClick={() => setEditing(user)}>
                          Roles<span className="visually-hidden"> of {user.name ?? user.user_id}</span>
                        </button>
                        <button type="button" className="button button--small" data-testid="disable" onClick={() => setShutting(user)}>
                          {user.disabled ? 'Enable' : 'Disable'}
                          <span className="visually-hidden"> {user.name ?? user.user_id}</span>
                        </button>
                        <button type="button" className="button button--small" data-testid="erase" onClick={() => setErasing(user)}>
                          Erase…<span className="visually-hidden"> {user.name ?? user.user_id}</span>
                        </button>
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
    </div>
  );
}

function DisableDialog({ user, close, saved }: { user: User; close: () => void; saved: (user: User) => void }) {
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

const grantable: Role[] = ['customer', 'vendor', 'admin'];

function RolesDialog({ user, close, saved }: { user: User; close: () => void; saved: () => void }) {
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
          {grantable.map((role) => (
            <label key={role} className="check">
              <input type="checkbox" checked={roles.includes(role)} onChange={(event) => setRoles((was) => (event.target.checked ? [...was, role] : was.filter((each) => each !== role)))} />
              <span>{words(role)}</span>
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
