// The page of a product: what it is, what goes with it, and what was looked at before.
import { useQuery } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useParams } from 'react-router';
import { asProblem } from '../../api/core/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { useTitle } from '../../ui/useTitle';
import { Popular } from '../catalog/Popular';
import { familyQuery } from '../catalog/queries';
import { RecentlyViewed } from '../catalog/RecentlyViewed';
import { ProductView } from './ProductView';
import { Recommendations } from './Recommendations';
import '../catalog/catalog.css';
import '../shop/shop.css';
import './product.css';

export function ProductPage() {
  const { productId = '' } = useParams();
  const family = useQuery(familyQuery(productId));
  const problem = !family.data && family.error ? asProblem(family.error) : null;

  return (
    <div className="page page-end">
      {problem && problem.status !== 404 && (
        <div className="page-head">
          <ErrorBanner problem={problem} retry={() => void family.refetch()} />
        </div>
      )}
      {problem?.status === 404 && <NotHere />}
      {family.isPending && <OnItsWay />}
      {family.data && (
        <>
          <ProductView key={family.data.parent.product_id} family={family.data} addressed={productId} />
          <Recommendations of={family.data.parent} />
          <RecentlyViewed key={`recent ${family.data.parent.product_id}`} without={family.data.parent.product_id} />
        </>
      )}
    </div>
  );
}

function NotHere() {
  const { t } = useLingui();
  useTitle(t`Not found`);
  return (
    <div className="stack stack--loose product__gone">
      <div className="empty">
        <h1><Trans>This product is not here any more</Trans></h1>
        <p><Trans>It may have sold its last piece. The rest of the shop is still open.</Trans></p>
        <Link className="button button--primary" to="/">
          <Trans>Back to the shop</Trans>
        </Link>
      </div>
      <Popular title={t`What others buy`} />
      <RecentlyViewed />
    </div>
  );
}

/** As high as what is coming. */
function OnItsWay() {
  const { t } = useLingui();
  // Only here: the title of a page above would come after that of the product, which may be there at once.
  useTitle(null);
  return (
    <>
      <nav className="crumbs" aria-label={t`You are here`}>
        <Link to="/"><Trans>Shop</Trans></Link>
      </nav>
      <div className="product" aria-busy="true">
        <span className="skeleton skeleton--tile" />
        <div className="stack">
          <span className="skeleton skeleton--title" />
          <span className="skeleton skeleton--line" />
          <span className="skeleton skeleton--block" />
        </div>
      </div>
    </>
  );
}
