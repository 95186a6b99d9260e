// Who has a certain product in the cart, or saved beside it.
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { listCartsWith } from '../../../api/adminCarts';
import { getProduct } from '../../../api/catalog';
import type { ProductCart } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { money } from '../../../ui/money';
import { Picture } from '../../../ui/Picture';
import { useLoad } from '../../../ui/useLoad';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { dateTime } from '../../../ui/words';
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

function CartsWith({ productId }: { productId: string }) {
  const product = useLoad((signal) => getProduct(productId, signal), productId);
  const pages = usePages<ProductCart>((cursor, signal) => listCartsWith(productId, { limit: 30, cursor }, signal), `with|${productId}`);
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
      {product.problem && <p className="soft small">{product.problem.status === 404 ? 'The shop does not sell a product with this id (any more).' : product.problem.message}</p>}
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading carts" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft" data-testid="carts-list">It is in nobody's cart.</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll" data-testid="carts-list">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Cart of</th>
                <th scope="col">Where</th>
                <th scope="col">Added</th>
                <th scope="col">Changed</th>
                <th scope="col" className="end">
                  Pieces
                </th>
                <th scope="col" className="end">
                  Price then
                </th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((cart) => (
                <tr key={cart.user_id} data-testid="product-cart-row" data-user-id={cart.user_id}>
                  <td className="strong" title={cart.user_id}>
                    {ownerWords(cart)}
                  </td>
                  <td>{cart.saved ? 'Saved for later' : 'In the cart'}</td>
                  <td className="nowrap" data-label="Added">
                    {dateTime(cart.added_at)}
                  </td>
                  <td className="nowrap" data-label="Changed">
                    {dateTime(cart.updated_at)}
                  </td>
                  <td className="end figure" data-label="Pieces">
                    {cart.quantity.toLocaleString()}
                  </td>
                  <td className="end figure nowrap">{money(cart.price, cart.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
    </>
  );
}
