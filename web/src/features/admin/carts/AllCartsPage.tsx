// Every cart with something in it, last changed first.
import { useSearchParams } from 'react-router';
import { listCarts } from '../../../api/adminCarts';
import type { CartRow } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { SelectField } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { CartTable } from './CartTable';

export function AllCartsPage() {
  useTitle('Carts');
  const [search, setSearch] = useSearchParams();
  const guest = search.get('guest') ?? '';
  const pages = usePages<CartRow>((cursor, signal) => listCarts({ guest, limit: 30, cursor }, signal), `carts|${guest}`);
  return (
    <>
      <div className="carts__filter">
        <SelectField label="Whose" value={guest} onChange={(event) => setSearch(event.target.value ? { guest: event.target.value } : {})}>
          <option value="">Everybody's</option>
          <option value="true">Guests'</option>
          <option value="false">Customers'</option>
        </SelectField>
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading carts" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft" data-testid="carts-list">No carts with anything in them.</p>}
      {pages.items.length > 0 && <CartTable carts={pages.items} />}
      <LoadMore pages={pages} />
    </>
  );
}
