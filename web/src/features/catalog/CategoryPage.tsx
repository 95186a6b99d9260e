// The page of a category: where it stands, what is below it, and its products.
import { useQuery } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Navigate, useLocation, useParams } from 'react-router';
import { asProblem } from '../../api/core/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { CatalogPage } from './CatalogPage';
import { addressOf } from './categories';
import { Popular } from './Popular';
import { categoryQuery } from './queries';
import './catalog.css';

export function CategoryPage() {
  const { t } = useLingui();
  const { '*': slugPath = '' } = useParams();
  const { search } = useLocation();
  const page = useQuery(categoryQuery(slugPath));
  const problem = page.error && asProblem(page.error);
  if (problem?.status === 404) {
    return (
      <div className="page page-end stack stack--loose">
        <div className="empty">
          <h1><Trans>There is no such category</Trans></h1>
          <p><Trans>It may have been given up. The rest of the shop is still open.</Trans></p>
          <Link className="button button--primary" to="/">
            <Trans>Back to the shop</Trans>
          </Link>
        </div>
        <Popular title={t`What others buy`} />
      </div>
    );
  }
  if (!page.data) {
    return (
      <div className="page">
        {problem ? (
          <div className="page-head">
            <ErrorBanner problem={problem} retry={() => void page.refetch()} />
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
