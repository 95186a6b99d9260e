// Groups of customers that promotions can be for: which there are, and who is in one.
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { addMember, listGroups, listMembers, removeMember } from '../../../api/admin';
import { asProblem, type Problem } from '../../../api/problem';
import type { CustomerGroup, GroupMember } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { fieldError } from '../../../ui/fieldError';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { useSay } from '../../../ui/Toasts';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { count, dateOnly } from '../../../ui/words';

export function GroupsPage() {
  useTitle('Customer groups');
  const say = useSay();
  const [search, setSearch] = useSearchParams();
  const open = search.get('group');
  const pages = usePages<CustomerGroup>((cursor, signal) => listGroups({ limit: 50, cursor }, signal), 'groups');
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

function Members({ group, changed }: { group: string; changed: () => void }) {
  const say = useSay();
  const pages = usePages<GroupMember>((cursor, signal) => listMembers(group, { limit: 50, cursor }, signal), `members|${group}`);
  const drop = async (member: GroupMember) => {
    try {
      await removeMember(group, member.user_id);
    } catch (error) {
      say.bad(asProblem(error).message);
    }
    pages.reload();
    changed();
  };

  return (
    <section className="stack" aria-label={`Members of ${group}`}>
      <h2>{group}</h2>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">Nobody is in it.</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Customer</th>
                <th scope="col">Since</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((member) => (
                <tr key={member.user_id} data-testid="member-row">
                  <td className="mono">
                    <Link to={`/admin/customers/${encodeURIComponent(member.user_id)}`}>{member.user_id}</Link>
                  </td>
                  <td>{dateOnly(member.added_at)}</td>
                  <td className="end">
                    <May permission="customers.edit">
                      <button type="button" className="button button--small button--danger" onClick={() => void drop(member)}>
                        Take out<span className="visually-hidden"> {member.user_id}</span>
                      </button>
                    </May>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
    </section>
  );
}
