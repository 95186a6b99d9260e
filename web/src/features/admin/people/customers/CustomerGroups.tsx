// The groups that a customer is in: labels that staff give, and that promotions can be for.
import { useState } from 'react';
import { Link } from 'react-router';
import { addMember, removeMember } from '../../../../api/desk/admin';
import { listGroupsOf } from '../../../../api/desk/customers';
import { asProblem, type Problem } from '../../../../api/core/problem';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Field } from '../../../../ui/Field';
import { fieldError } from '../../../../ui/forms/fieldError';
import { May } from '../../../../ui/May';
import { useLoad } from '../../../../ui/browser/useLoad';

export function CustomerGroups({ userId }: { userId: string }) {
  const groups = useLoad(['groups', 'of', userId], (signal) => listGroupsOf(userId, signal));
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = (action: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    action()
      .then(() => setName(''))
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => {
        setBusy(false);
        groups.reload();
      });
  };
  return (
    <section className="stack stack--tight" aria-labelledby="customer-groups">
      <h2 id="customer-groups">Groups</h2>
      {groups.problem && <ErrorBanner problem={groups.problem} retry={groups.reload} />}
      {groups.data && groups.data.items.length === 0 && <p className="soft">In none.</p>}
      <ul className="row">
        {groups.data?.items.map((one) => (
          <li key={one.group} className="pill" data-testid="customer-group">
            <Link to={`/admin/customers?group=${encodeURIComponent(one.group)}`}>{one.group}</Link>{' '}
            <May permission="customers.edit">
              <button type="button" className="link-button" disabled={busy} aria-label={`Take out of ${one.group}`} onClick={() => run(() => removeMember(one.group, userId))}>
                ×
              </button>
            </May>
          </li>
        ))}
      </ul>
      <May permission="customers.edit">
        <form
          className="admin__search"
          aria-label="Put into a group"
          onSubmit={(event) => {
            event.preventDefault();
            run(() => addMember(name.trim(), userId));
          }}
        >
          <Field label="Group" required maxLength={40} pattern="[A-Za-z0-9_\-]+" value={name} error={fieldError(problem, 'group')} onChange={(event) => setName(event.target.value)} />
          <button type="submit" className="button button--small" disabled={busy} data-testid="add-group">
            Add
          </button>
        </form>
      </May>
      {problem && <ErrorBanner problem={problem} />}
    </section>
  );
}
