// An address that has no page: ways on from here.
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { popular } from '../api/catalog';
import { addressOf, useCategories } from '../features/catalog/categories';
import { ProductCard, ProductCardSkeleton } from '../features/catalog/ProductCard';
import { SearchIcon } from '../ui/icons';
import { useTitle } from '../ui/useTitle';

const SHOWN = 4;

export function NotFoundPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const categories = useCategories();
  const goods = useQuery({ queryKey: ['catalog', 'popular', SHOWN], queryFn: ({ signal }) => popular(SHOWN, signal) });
  useTitle(t`Not found`);
  return (
    <div className="page lost">
      <div className="stack lost__words">
        <h1><Trans>There is no such page</Trans></h1>
        <p className="soft"><Trans>The address may be mistyped, or the page has moved on.</Trans></p>
        <form
          className="lost__search"
          onSubmit={(event) => {
            event.preventDefault();
            const words = String(new FormData(event.currentTarget).get('q') ?? '').trim();
            void navigate(words ? `/?q=${encodeURIComponent(words)}` : '/');
          }}
        >
          <input className="input" name="q" type="search" maxLength={200} aria-label={t`What are you looking for?`} placeholder={t`What are you looking for?`} />
          <button type="submit" className="button button--primary">
            <SearchIcon />
            <Trans>Find</Trans>
          </button>
        </form>
        <p>
          <Link to="/">
            <Trans>Back to the shop</Trans>
          </Link>
        </p>
      </div>
      {!goods.isError && goods.data?.length !== 0 && (
        <section className="stack" aria-labelledby="lost-popular" aria-busy={goods.isPending}>
          <h2 id="lost-popular"><Trans>Others like these</Trans></h2>
          <ul className="grid grid--row">
            {goods.data
              ? goods.data.map(({ product }) => (
                  <li key={product.product_id}>
                    <ProductCard product={product} />
                  </li>
                ))
              : Array.from({ length: SHOWN }, (_, at) => (
                  <li key={at}>
                    <ProductCardSkeleton />
                  </li>
                ))}
          </ul>
        </section>
      )}
      {categories.length > 0 && (
        <nav className="stack stack--tight" aria-labelledby="lost-categories">
          <h2 id="lost-categories"><Trans>Categories</Trans></h2>
          <ul className="row">
            {categories.map((category) => (
              <li key={category.path}>
                <Link className="button button--small" to={addressOf(category)}>
                  <bdi>{category.name}</bdi>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}
