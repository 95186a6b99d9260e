// Groups of customers that promotions can be for: which there are, and who is in one.
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { addMember, listGroups, listMembers, removeMember } from '../../../api/desk/admin';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { CustomerGroup, GroupMember } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { fieldError } from '../../../ui/forms/fieldError';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useRows } from '../../../ui/table/useRows';
import { When } from '../../../ui/table/When';
import { useSay } from '../../../ui/Toasts';
import { useTitle } from '../../../ui/useTitle';
import { count } from '../../../ui/words';

export function GroupsPage() {
  useTitle('Customer groups');
  const say = useSay();
  const [search, setSearch] = useSearchParams();
  const open = search.get('group');
  const pages = useRows<CustomerGroup>(['customers', 'groups', 'pages'], (cursor, signal) => listGroups({ limit: 50, cursor }, signal));
  const [group, setGroup] = useState('');
  const [user, setUser] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);

  const add = async () => {
    setProblem(null);
    try {
      await addMember(group.trim(), user.trim());
      say.good(`The customer is in ${group.trim()} now.`);
      setUser('');
      setSearch({ group: group.trim().toLowerCase() });
      setTurn(turn + 1);
      pages.reload();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };

  return (
    <div className="stack">
      <May permission="customers.edit">
      <form
        className="fields"
        aria-label="Put a customer into a group"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label="Group" span="third" required maxLength={40} pattern="[A-Za-z0-9_\-]+" value={group} error={fieldError(problem, 'group')} onChange={(event) => setGroup(event.target.value)} hint="Letters, digits, - and _" />
        <Field label="User id of the customer" span="two-thirds" required maxLength={200} value={user} error={fieldError(problem, 'user_id')} onChange={(event) => setUser(event.target.value)} hint="From the page of users" />
        <div>
          <button type="submit" className="button button--primary" data-testid="add-member">
            Put into the group
          </button>
        </div>
      </form>
      </May>
      {problem && <ErrorBanner problem={problem} />}
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading groups" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">No groups yet. A group is there as soon as somebody is in it.</p>}
      {pages.items.length > 0 && (
        <div className="row" role="group" aria-label="Groups">
          {pages.items.map((one) => (
            <button
              key={one.group}
              type="button"
              className={`button button--small${one.group === open ? ' button--primary' : ''}`}
              aria-pressed={one.group === open}
              onClick={() => {
                setGroup(one.group);
                setSearch({ group: one.group });
              }}
              data-testid="group"
            >
              {one.group} · {count(one.members, 'member')}
            </button>
          ))}
        </div>
      )}
      <LoadMore pages={pages} />
      {open && <Members key={`${open}|${turn}`} group={open} changed={pages.reload} />}
    </div>
  );
}

const columns: Column<GroupMember>[] = [
  {
    id: 'customer',
    label: 'Customer',
    name: true,
    cell: (member) => (
      <Link className="mono" to={`/admin/customers/${encodeURIComponent(member.user_id)}`}>
        {member.user_id}
      </Link>
    ),
    value: (member) => member.user_id,
  },
  { id: 'since', label: 'Since', plain: true, cell: (member) => <When at={member.added_at} />, value: (member) => member.added_at },
];

function Members({ group, changed }: { group: string; changed: () => void }) {
  const say = useSay();
  const rows = useRows<GroupMember>(['customers', 'members', group], (cursor, signal) => listMembers(group, { limit: 50, cursor }, signal));
  const drop = async (member: GroupMember) => {
    try {
      await removeMember(group, member.user_id);
    } catch (error) {
      say.bad(asProblem(error).message);
    }
    rows.reload();
    changed();
  };

  return (
    <section className="stack" aria-label={`Members of ${group}`}>
      <h2>{group}</h2>
      <DataTable
        name="members"
        label={`Members of ${group}`}
        one="member"
        rows={rows}
        columns={columns}
        rowId={(member) => member.user_id}
        rowTestId="member-row"
        to={(member) => `/admin/customers/${encodeURIComponent(member.user_id)}`}
        empty="Nobody is in it."
        actions={(member) => (
          <May permission="customers.edit">
            <button type="button" className="button button--small button--danger" onClick={() => void drop(member)}>
              Take out<span className="visually-hidden"> {member.user_id}</span>
            </button>
          </May>
        )}
      />
    </section>
  );
}
