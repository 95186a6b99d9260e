// Every cart with something in it, last changed first.
import { listCarts } from '../../../api/desk/adminCarts';
import type { CartRow } from '../../../api/types';
import type { Filter } from '../../../ui/table/Toolbar';
import { useListState } from '../../../ui/table/useListState';
import { useRows } from '../../../ui/table/useRows';
import { useTitle } from '../../../ui/useTitle';
import { CartTable } from './CartTable';

const filters: Filter[] = [{ id: 'guest', label: 'Whose', all: "Everybody's", options: [['true', "Guests'"], ['false', "Customers'"]] }];

export function AllCartsPage() {
  useTitle('Carts');
  const list = useListState(['guest']);
  const { guest } = list.values;
  const rows = useRows<CartRow>(['carts', 'all', list.values], (cursor, signal) => listCarts({ guest, limit: 50, cursor }, signal));
  return <CartTable rows={rows} list={list} filters={filters} empty="No carts with anything in them." />;
}
