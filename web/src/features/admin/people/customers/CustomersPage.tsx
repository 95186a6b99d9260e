// Customers: the newest accounts, a search by name or e-mail address, a group, or whoever bought most. Guests with orders are customers too.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { listGroups, listMembers, listUsers } from '../../../../api/desk/admin';
import { listCustomers } from '../../../../api/desk/customers';
import type { CustomerFigures, Page, User } from '../../../../api/types';
import { money } from '../../../../ui/money';
import { DataTable, type Column } from '../../../../ui/table/DataTable';
import type { Filter } from '../../../../ui/table/Toolbar';
import { useListState } from '../../../../ui/table/useListState';
import { useRows } from '../../../../ui/table/useRows';
import { When } from '../../../../ui/table/When';
import { useTitle } from '../../../../ui/useTitle';

interface Row {
  id: string;
  user: User | null;
  figures: CustomerFigures | null;
}

type RowPage = Page<Row> & { currencies: string[] };

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

const to = (row: Row) => `/admin/customers/${encodeURIComponent(row.id)}`;
const nameOf = ({ user, figures }: Row) => user?.name ?? figures?.name ?? (user?.erased ? 'Erased' : 'Without a name');
const emailOf = ({ id, user, figures }: Row) => user?.email ?? figures?.email ?? id;
const spent = ({ figures }: Row) => (figures && figures.spent.length > 0 ? figures.spent.map((one) => money(one.spent, one.currency)).join(' + ') : '–');

const columns: Column<Row>[] = [
  {
    id: 'customer',
    label: 'Customer',
    name: true,
    cell: (row) => (
      <>
        <Link to={to(row)}>
          <bdi>{nameOf(row)}</bdi>
        </Link>{' '}
        {!row.user && row.figures?.guest && <span className="pill">Guest</span>}
        {row.user?.erased ? <span className="pill">Erased</span> : row.user?.disabled && <span className="pill pill--danger">Disabled</span>}
      </>
    ),
    value: nameOf,
  },
  { id: 'email', label: 'E-mail', plain: true, clip: true, cell: (row) => <span title={emailOf(row)}>{emailOf(row)}</span>, value: emailOf },
  { id: 'orders', label: 'Orders', end: true, cell: (row) => (row.figures?.orders ?? 0).toLocaleString(), value: (row) => row.figures?.orders ?? 0, sort: { up: '-orders', down: '-orders' } },
  { id: 'spent', label: 'Spent', end: true, cell: spent, value: (row) => row.figures?.spent[0]?.spent ?? 0, file: spent, sort: { up: '-spent', down: '-spent' } },
  { id: 'last', label: 'Last order', plain: true, cell: (row) => (row.figures?.last_order_at ? <When at={row.figures.last_order_at} /> : '–'), value: (row) => row.figures?.last_order_at, sort: { up: '-last_order', down: '-last_order' } },
];
// Found by words or of one group they come in the order of their accounts.
const unsorted = columns.map(({ sort: _, ...column }) => column);

const views = [
  { label: 'Newest', search: '' },
  { label: 'Spent most', search: 'sort=-spent' },
  { label: 'Most orders', search: 'sort=-orders' },
  { label: 'Bought last', search: 'sort=-last_order' },
];

export function CustomersPage() {
  useTitle('Customers');
  const list = useListState(['q', 'sort', 'currency', 'group']);
  const asked = { q: list.values.q ?? '', sort: list.values.sort || 'newest', currency: list.values.currency ?? '', group: list.values.group ?? '' };
  const groups = useQuery({ queryKey: ['customers', 'groups'], queryFn: ({ signal }) => listGroups({ limit: 100 }, signal) });
  const rows = useRows<Row, RowPage>(['customers', asked], (cursor, signal) => readPage(asked, cursor, signal));
  const currencies = rows.first?.currencies ?? [];
  const bySpent = asked.sort === '-spent' && !asked.q && !asked.group && currencies.length > 1;
  const filters: Filter[] = [
    ...((groups.data?.items.length ?? 0) > 0
      ? [{ id: 'group', label: 'Group', all: 'All customers', options: groups.data!.items.map((one): [string, string] => [one.group, one.group]), set: () => ({ q: '' }) }]
      : []),
    ...(bySpent ? [{ id: 'currency', label: 'Currency', options: currencies.map((one): [string, string] => [one, one]), quiet: true }] : []),
  ];
  return (
    <div className="stack">
      <h1>Customers</h1>
      <DataTable
        name="customers"
        label="Customers"
        one="customer"
        rows={rows}
        columns={asked.q || asked.group ? unsorted : columns}
        rowId={(row) => row.id}
        rowTestId="customer-row"
        to={to}
        // Words are looked for among all: a group is left by them, as they are by a group.
        list={{ ...list, type: (name, text) => (list.values.group && text ? list.set({ group: '', [name]: text }) : list.type(name, text)) }}
        search={{ label: 'Name or e-mail address' }}
        filters={filters}
        views={views}
        empty="Nobody has an account yet."
        none="Nobody matches."
      />
    </div>
  );
}
