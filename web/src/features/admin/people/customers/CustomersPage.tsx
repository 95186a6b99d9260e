// Customers: the newest accounts, a search by name or e-mail address, a group, or whoever bought most. Guests with orders are customers too.
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { listGroups, listMembers, listUsers } from '../../../../api/admin';
import { listCustomers } from '../../../../api/customers';
import type { CustomerFigures, CustomerGroup, Page, User } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Field, SelectField } from '../../../../ui/Field';
import { LoadMore } from '../../../../ui/LoadMore';
import { Loading } from '../../../../ui/Loading';
import { money } from '../../../../ui/money';
import { useLoad } from '../../../../ui/useLoad';
import { usePages } from '../../../../ui/usePages';
import { useTitle } from '../../../../ui/useTitle';
import { dateOnly } from '../../../../ui/words';

interface Row {
  id: string;
  user: User | null;
  figures: CustomerFigures | null;
}

type RowPage = Page<Row> & { currencies: string[] };

const sorts: Record<string, string> = { newest: 'Newest accounts', '-last_order': 'Last order', '-orders': 'Most orders', '-spent': 'Spent most' };

/** Accounts with their figures, in the order of the accounts. */
async function withFigures(users: User[], signal?: AbortSignal): Promise<{ rows: Row[]; currencies: string[] }> {
  const figures = users.length > 0 ? await listCustomers({ customer_ids: users.map((user) => user.user_id).join(',') }, signal) : null;
  return {
    rows: users.map((user) => ({ id: user.user_id, user, figures: figures?.items.find((one) => one.customer_id === user.user_id) ?? null })),
    currencies: figures?.currencies ?? [],
  };
}

/** Customers with their accounts, in the order of the figures. */
async function withUsers(figures: CustomerFigures[], signal?: AbortSignal): Promise<Row[]> {
  const accounts = figures.filter((one) => !one.guest).map((one) => one.customer_id);
  const users = accounts.length > 0 ? (await listUsers({ user_ids: accounts.join(',') }, signal)).items : [];
  return figures.map((one) => ({ id: one.customer_id, user: users.find((user) => user.user_id === one.customer_id) ?? null, figures: one }));
}

async function readPage(asked: { q: string; sort: string; currency: string; group: string }, cursor: string | undefined, signal?: AbortSignal): Promise<RowPage> {
  if (asked.group) {
    const members = await listMembers(asked.group, { limit: 30, cursor }, signal);
    const ids = members.items.map((member) => member.user_id);
    const users = ids.length > 0 ? (await listUsers({ user_ids: ids.join(',') }, signal)).items : [];
    const { rows, currencies } = await withFigures(users, signal);
    return { items: rows, next_cursor: members.next_cursor, currencies };
  }
  if (asked.q) {
    // Names and addresses of accounts, page by page; before them guests, who are known by their orders alone.
    const users = await listUsers({ q: asked.q, limit: 30, cursor }, signal);
    const { rows, currencies } = await withFigures(users.items, signal);
    const guests = cursor ? [] : (await listCustomers({ q: asked.q }, signal)).items.filter((one) => one.guest);
    return { items: [...rows, ...guests.map((one) => ({ id: one.customer_id, user: null, figures: one }))], next_cursor: users.next_cursor, currencies };
  }
  if (asked.sort === 'newest') {
    const users = await listUsers({ limit: 30, cursor }, signal);
    const { rows, currencies } = await withFigures(users.items, signal);
    return { items: rows, next_cursor: users.next_cursor, currencies };
  }
  const page = await listCustomers({ sort: asked.sort, currency: asked.sort === '-spent' && asked.currency ? asked.currency : undefined, limit: 30, cursor }, signal);
  return { items: await withUsers(page.items, signal), next_cursor: page.next_cursor, currencies: page.currencies };
}

export function CustomersPage() {
  useTitle('Customers');
  const [search, setSearch] = useSearchParams();
  const asked = { q: search.get('q') ?? '', sort: search.get('sort') ?? 'newest', currency: search.get('currency') ?? '', group: search.get('group') ?? '' };
  const [text, setText] = useState(asked.q);
  const groups = useLoad<Page<CustomerGroup>>((signal) => listGroups({ limit: 100 }, signal), 'groups');
  const pages = usePages<Row, RowPage>((cursor, signal) => readPage(asked, cursor, signal), JSON.stringify(asked));
  const ask = (change: Partial<typeof asked>) => {
    const next = { ...asked, ...change };
    setSearch(Object.fromEntries(Object.entries(next).filter(([name, value]) => value && !(name === 'sort' && value === 'newest'))));
  };
  const currencies = pages.first?.currencies ?? [];
  return (
    <div className="stack">
      <h1>Customers</h1>
      <form
        className="admin__search"
        role="search"
        aria-label="Customers"
        onSubmit={(event) => {
          event.preventDefault();
          ask({ q: text.trim(), group: '' });
        }}
      >
        <Field label="Name or e-mail address" type="search" value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
        <button type="submit" className="button">
          Search
        </button>
      </form>
      <div className="row">
        {!asked.q && !asked.group && (
          <SelectField label="Order" value={asked.sort} onChange={(event) => ask({ sort: event.target.value })}>
            {Object.entries(sorts).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectField>
        )}
        {asked.sort === '-spent' && !asked.q && !asked.group && currencies.length > 1 && (
          <SelectField label="Currency" value={asked.currency || currencies[0]} onChange={(event) => ask({ currency: event.target.value })}>
            {currencies.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </SelectField>
        )}
        {(groups.data?.items.length ?? 0) > 0 && (
          <SelectField
            label="Group"
            value={asked.group}
            onChange={(event) => {
              setText('');
              ask({ group: event.target.value, q: '' });
            }}
          >
            <option value="">All customers</option>
            {groups.data?.items.map((one) => (
              <option key={one.group} value={one.group}>
                {one.group}
              </option>
            ))}
          </SelectField>
        )}
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading customers" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">Nobody matches.</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Customer</th>
                <th scope="col" className="end">
                  Orders
                </th>
                <th scope="col" className="end">
                  Spent
                </th>
                <th scope="col">Last order</th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((row) => (
                <Customer key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
    </div>
  );
}

function Customer({ row: { id, user, figures } }: { row: Row }) {
  return (
    <tr data-testid="customer-row">
      <td>
        <Link className="strong" to={`/admin/customers/${encodeURIComponent(id)}`}>
          {user?.name ?? figures?.name ?? (user?.erased ? 'Erased' : 'Without a name')}
        </Link>{' '}
        {!user && figures?.guest && <span className="pill">Guest</span>}
        {user?.erased ? <span className="pill">Erased</span> : user?.disabled && <span className="pill pill--danger">Disabled</span>}
        <span className="soft small below">{user?.email ?? figures?.email ?? id}</span>
      </td>
      <td className="end figure" data-label="Orders">
        {(figures?.orders ?? 0).toLocaleString()}
      </td>
      <td className="end figure" data-label="Spent">
        {figures && figures.spent.length > 0 ? figures.spent.map((one) => money(one.spent, one.currency)).join(' + ') : '–'}
      </td>
      <td className="nowrap">{figures?.last_order_at ? dateOnly(figures.last_order_at) : '–'}</td>
    </tr>
  );
}
