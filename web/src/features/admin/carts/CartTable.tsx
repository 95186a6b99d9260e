// A list of carts, one row each, and a look into one of them.
import { useMemo, useState, type ReactNode } from 'react';
import type { CartRow } from '../../../api/types';
import { money } from '../../../ui/money';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import type { Filter } from '../../../ui/table/Toolbar';
import type { ListState } from '../../../ui/table/useListState';
import type { Rows } from '../../../ui/table/useRows';
import { When } from '../../../ui/table/When';
import { count } from '../../../ui/words';
import { CartDialog } from './CartDialog';
import { ownerWords } from './cartFigures';

interface Props {
  rows: Rows<CartRow>;
  /** Shows since when a cart is left rather than how long it is kept. */
  abandoned?: boolean;
  list?: ListState;
  filters?: Filter[];
  empty: string;
  extra?: ReactNode;
}

const columns = (abandoned: boolean, look: (cart: CartRow) => void): Column<CartRow>[] => [
  {
    id: 'owner',
    label: 'Cart of',
    name: true,
    cell: (cart) => (
      <>
        <button type="button" className="link-button strong" title={cart.user_id} onClick={() => look(cart)}>
          {ownerWords(cart)}
          <span className="visually-hidden">: look into the cart</span>
        </button>{' '}
        {cart.guest && cart.email && <span className="soft">(guest)</span>} {!abandoned && cart.abandoned_at && <span className="pill pill--warn">Abandoned</span>}
      </>
    ),
    value: ownerWords,
  },
  {
    id: 'units',
    label: 'In it',
    plain: true,
    cell: (cart) => (
      <>
        {count(cart.units, 'item')}
        <span className="soft">
          {' · '}
          {count(cart.lines, 'product')}
          {cart.coupon && ` · ${cart.coupon}`}
        </span>
      </>
    ),
    value: (cart) => cart.units,
  },
  { id: 'changed', label: 'Changed', wide: abandoned, cell: (cart) => <When at={cart.updated_at} />, value: (cart) => cart.updated_at },
  abandoned
    ? { id: 'left', label: 'Left since', cell: (cart) => <When at={cart.abandoned_at} />, value: (cart) => cart.abandoned_at }
    : { id: 'kept', label: 'Kept until', wide: true, cell: (cart) => <When at={cart.expires_at} />, value: (cart) => cart.expires_at },
  { id: 'value', label: 'Value', end: true, plain: true, cell: (cart) => (cart.currency ? money(cart.value, cart.currency) : '–'), value: (cart) => cart.value, file: (cart) => `${cart.value} ${cart.currency ?? ''}` },
];

export function CartTable({ rows, abandoned = false, list, filters, empty, extra }: Props) {
  const [open, setOpen] = useState<CartRow | null>(null);
  const shown = useMemo(() => columns(abandoned, setOpen), [abandoned]);
  return (
    <>
      <DataTable
        name={abandoned ? 'abandoned-carts' : 'carts'}
        label={abandoned ? 'Abandoned carts' : 'Carts'}
        testId="carts-list"
        one="cart"
        rows={rows}
        columns={shown}
        rowId={(cart) => cart.user_id}
        rowTestId="cart-row"
        rowData={(cart) => ({ 'data-user-id': cart.user_id })}
        list={list}
        search={false}
        filters={filters}
        empty={empty}
        none={empty}
        extra={extra}
      />
      {open && <CartDialog userId={open.user_id} title={`Cart of ${ownerWords(open)}`} close={() => setOpen(null)} />}
    </>
  );
}
