// The page of a category: where it stands, what is below it, and its products.
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Navigate, useLocation, useParams } from 'react-router';
import { readCategoryAt } from '../../api/categories';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { useLoad } from '../../ui/useLoad';
import { CatalogPage } from './CatalogPage';
import { addressOf } from './categories';

export function CategoryPage() {
  const { t } = useLingui();
  const { '*': slugPath = '' } = useParams();
  const { search } = useLocation();
  const page = useLoad((signal) => readCategoryAt(slugPath, signal), slugPath);
  if (page.problem?.status === 404) {
    return (
      <div className="page">
        <div className="empty">
          <h1><Trans>There is no such category</Trans></h1>
          <p><Trans>It may have been given up. The rest of the shop is still open.</Trans></p>
          <Link className="button button--primary" to="/">
            <Trans>Back to the shop</Trans>
          </Link>
        </div>
      </div>
    );
  }
  if (!page.data) {
    return (
      <div className="page">
        {page.problem ? (
          <div className="page-head">
            <ErrorBanner problem={page.problem} retry={page.reload} />
          </div>
        ) : (
          <Loading what={t`Loading the category`} />
        )}
      </div>
    );
  }
  // An address that it had before, or in other letters, becomes the present one.
  const { category } = page.data;
  if (category.slug_path !== slugPath) return <Navigate to={addressOf(category) + search} replace state={{ inPlace: true }} />;
  return <CatalogPage key={category.category_id} at={page.data} />;
}
