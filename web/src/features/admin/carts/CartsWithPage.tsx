// Who has a certain product in the cart, or saved beside it.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { listCartsWith } from '../../../api/desk/adminCarts';
import { getProduct } from '../../../api/catalog';
import { asProblem } from '../../../api/core/problem';
import type { ProductCart } from '../../../api/types';
import { Field } from '../../../ui/Field';
import { money } from '../../../ui/money';
import { Picture } from '../../../ui/Picture';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useRows } from '../../../ui/table/useRows';
import { When } from '../../../ui/table/When';
import { useTitle } from '../../../ui/useTitle';
import { ownerWords } from './cartFigures';

export function CartsWithPage() {
  useTitle('Carts by product');
  const [search, setSearch] = useSearchParams();
  const productId = search.get('product') ?? '';
  const [text, setText] = useState(productId);
  useEffect(() => setText(productId), [productId]);
  return (
    <>
      <form
        className="admin__search"
        role="search"
        aria-label="Carts by product"
        onSubmit={(event) => {
          event.preventDefault();
          setSearch(text.trim() ? { product: text.trim() } : {});
        }}
      >
        <Field label="Product id" type="search" value={text} maxLength={64} autoComplete="off" spellCheck={false} onChange={(event) => setText(event.target.value)} data-testid="carts-product" />
        <button type="submit" className="button">
          Search
        </button>
      </form>
      {productId === '' ? (
        <p className="empty soft">
          Enter a product's id, or choose “Carts” beside it in <Link to="/admin/stock">Stock</Link>.
        </p>
      ) : (
        <CartsWith key={productId} productId={productId} />
      )}
    </>
  );
}

const columns: Column<ProductCart>[] = [
  { id: 'owner', label: 'Cart of', name: true, cell: (cart) => <span title={cart.user_id}>{ownerWords(cart)}</span>, value: ownerWords },
  { id: 'where', label: 'Where', plain: true, cell: (cart) => (cart.saved ? 'Saved for later' : 'In the cart'), value: (cart) => (cart.saved ? 'saved' : 'cart') },
  { id: 'added', label: 'Added', cell: (cart) => <When at={cart.added_at} />, value: (cart) => cart.added_at },
  { id: 'changed', label: 'Changed', cell: (cart) => <When at={cart.updated_at} />, value: (cart) => cart.updated_at },
  { id: 'pieces', label: 'Pieces', end: true, cell: (cart) => cart.quantity.toLocaleString(), value: (cart) => cart.quantity },
  { id: 'price', label: 'Price then', end: true, plain: true, cell: (cart) => money(cart.price, cart.currency), value: (cart) => cart.price, file: (cart) => `${cart.price} ${cart.currency}` },
];

function CartsWith({ productId }: { productId: string }) {
  const product = useQuery({ queryKey: ['products', 'one', productId], queryFn: ({ signal }) => getProduct(productId, signal) });
  const rows = useRows<ProductCart>(['carts', 'with', productId], (cursor, signal) => listCartsWith(productId, { limit: 50, cursor }, signal));
  const problem = product.error ? asProblem(product.error) : null;
  return (
    <>
      {product.data && (
        <p className="table__product" data-testid="carts-product-name">
          <Picture src={product.data.images[0]} alt="" />
          <Link className="strong" to={`/products/${encodeURIComponent(productId)}`}>
            {product.data.name}
          </Link>
        </p>
      )}
      {problem && <p className="soft small">{problem.status === 404 ? 'The shop does not sell a product with this id (any more).' : problem.message}</p>}
      <DataTable
        name="carts-with"
        label="Carts with the product"
        testId="carts-list"
        one="cart"
        rows={rows}
        columns={columns}
        rowId={(cart) => `${cart.user_id}${cart.saved ? ' saved' : ''}`}
        rowTestId="product-cart-row"
        rowData={(cart) => ({ 'data-user-id': cart.user_id })}
        empty="It is in nobody's cart."
      />
    </>
  );
}
