// What one may do: a usual set, or each thing by itself. What whoever gives may not do himself is shown and cannot be given.
import { useState, type ReactNode } from 'react';
import type { Permission } from '../../../api/permissions';
import { asProblem, type Problem } from '../../../api/core/problem';
import { changePermissions, inviteStaff, readStaff } from '../../../api/desk/staff';
import type { Permissions, Staff } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field, SelectField } from '../../../ui/Field';
import { fieldError } from '../../../ui/forms/fieldError';
import { Loading } from '../../../ui/Loading';
import { useLoad } from '../../../ui/browser/useLoad';
import { useSession } from '../../../ui/browser/useSession';
import { words } from '../../../ui/words';

const viewOf = (name: string) => `${name.split('.')[0]}.view`;

export function PermissionsDialog({ userId, known, close, saved }: { userId: string; known: Permissions; close: () => void; saved: (staff: Staff) => void }) {
  const staff = useLoad(['staff', 'one', userId], (signal) => readStaff(userId, signal));
  return (
    <Dialog title={`Permissions of ${staff.data?.name ?? staff.data?.email ?? 'a user'}`} close={close} wide>
      {staff.problem && <ErrorBanner problem={staff.problem} retry={staff.reload} />}
      {!staff.data && !staff.problem && <Loading what="Loading permissions" />}
      {staff.data && (
        <PermissionsForm
          key={staff.data.version}
          known={known}
          start={staff.data.permissions}
          action="Save permissions"
          mayBeEmpty
          close={close}
          ask={(chosen) => changePermissions(userId, chosen, staff.data!.version).then(saved)}
          again={staff.reload}
        />
      )}
    </Dialog>
  );
}

export function InviteDialog({ known, isOwner, close, saved }: { known: Permissions; isOwner: boolean; close: () => void; saved: (staff: Staff) => void }) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [owner, setOwner] = useState(false);
  const ask = (chosen: string[]) => inviteStaff(email.trim(), name.trim(), owner ? { preset: 'owner' } : { permissions: chosen }).then(saved);
  return (
    <Dialog title="Invite staff" close={close} wide>
      <p className="soft">A mail brings a link that is good for four days. Whoever has an account keeps it; whoever has none chooses a password.</p>
      <PermissionsForm known={known} start={known.presets.find((one) => one.preset === 'support')?.permissions ?? []} action="Invite" hidden={owner} close={close} ask={ask}>
        {(problem) => (
          <>
            <Field label="E-mail" type="email" required maxLength={320} value={email} error={fieldError(problem, 'email')} onChange={(event) => setEmail(event.target.value)} />
            <Field label="Name" required maxLength={200} value={name} error={fieldError(problem, 'name')} onChange={(event) => setName(event.target.value)} />
            {isOwner && (
              <label className="check">
                <input type="checkbox" checked={owner} onChange={(event) => setOwner(event.target.checked)} />
                <span>An owner, who may do everything and makes other owners</span>
              </label>
            )}
          </>
        )}
      </PermissionsForm>
    </Dialog>
  );
}

interface FormProps {
  known: Permissions;
  start: string[];
  action: string;
  mayBeEmpty?: boolean;
  hidden?: boolean;
  close: () => void;
  ask: (chosen: string[]) => Promise<unknown>;
  again?: () => void;
  children?: (problem: Problem | null) => ReactNode;
}

function PermissionsForm({ known, start, action, mayBeEmpty, hidden, close, ask, again, children }: FormProps) {
  const { may } = useSession();
  const mine = (name: string) => may(name as Permission);
  const [chosen, setChosen] = useState(() => start.filter((name) => mayBeEmpty || mine(name)));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const presets = known.presets.filter((one) => one.preset !== 'owner');
  const preset = presets.find((one) => one.permissions.length === chosen.length && one.permissions.every((name) => chosen.includes(name)))?.preset ?? '';
  const set = (name: string, on: boolean) => {
    if (!on) return setChosen(chosen.filter((one) => one !== name && !(name.endsWith('.view') && viewOf(one) === name)));
    // Whoever changes something sees it.
    const view = known.items.some((one) => one.permission === viewOf(name)) && mine(viewOf(name)) ? [viewOf(name)] : [];
    setChosen([...new Set([...chosen, ...view, name])]);
  };
  return (
    <form
      className="stack"
      data-testid="permissions-form"
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        setProblem(null);
        ask(chosen).catch((error: unknown) => {
          setProblem(asProblem(error));
          setBusy(false);
        });
      }}
    >
      {children?.(problem)}
      {!hidden && (
        <>
          <SelectField label="Usual set" value={preset} onChange={(event) => setChosen(presets.find((one) => one.preset === event.target.value)?.permissions.filter(mine) ?? chosen)}>
            <option value="">Chosen one by one</option>
            {presets.map((one) => (
              <option key={one.preset} value={one.preset}>
                {words(one.preset)}: {one.text}
              </option>
            ))}
          </SelectField>
          <fieldset className="permissions">
            <legend className="visually-hidden">Permissions</legend>
            {known.items.map((one) => (
              <label key={one.permission} className="check">
                <input type="checkbox" checked={chosen.includes(one.permission)} disabled={!mine(one.permission)} onChange={(event) => set(one.permission, event.target.checked)} />
                <span>
                  {one.text} <span className="small soft mono">{one.permission}</span>
                </span>
              </label>
            ))}
          </fieldset>
          {mayBeEmpty && chosen.length === 0 && <p className="notice">Without any permission the account is no staff any more.</p>}
        </>
      )}
      {problem && <ErrorBanner problem={problem} retry={problem.code === 'version_mismatch' ? again : undefined} />}
      <div className="row">
        <button type="submit" className="button button--primary" disabled={busy || (!mayBeEmpty && !hidden && chosen.length === 0)}>
          {busy ? 'One moment…' : action}
        </button>
        <button type="button" className="button button--quiet" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
