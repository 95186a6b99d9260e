// The catalog: everything, or what search and filters leave of it.
import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useCallback, useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { Category, CategoryStep } from '../../api/categories';
import { listProducts } from '../../api/catalog';
import type { Facets, Product, ProductPage } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { BoxIcon, FilterIcon } from '../../ui/icons';
import { Loading } from '../../ui/Loading';
import { LoadMore } from '../../ui/LoadMore';
import { usePages } from '../../ui/usePages';
import { locale } from '../../i18n/languages';
import { useTitle } from '../../ui/useTitle';
import { words } from '../../ui/words';
import { addressOf, lastName, useCategories, wayTo } from './categories';
import { FilterForm } from './FilterForm';
import { filtersFrom, isNarrowed, noFilters, queryFor, searchFor, sortsFor, type Filters } from './filters';
import { HomeSections } from '../shop/HomeSections';
import { useShop } from '../shop/useShop';
import { Hero } from './Hero';
import { ProductCard, ProductCardSkeleton } from './ProductCard';
import './catalog.css';

const PAGE = 24;

/** `at`: the category whose page it is; its address says so, and not the filters in it. */
export function CatalogPage({ at }: { at?: { category: Category; line: CategoryStep[] } }) {
  const { t } = useLingui();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const tree = useCategories();
  const filters = at ? { ...filtersFrom(search), category: at.category.path } : filtersFrom(search);
  const key = searchFor(filters).toString();
  const narrowed = isNarrowed(filters);
  const { home, currency: shopCurrency } = useShop();
  const pages = usePages<Product, ProductPage>(
    (cursor, signal) => listProducts({ ...queryFor(filters), limit: PAGE, cursor }, signal),
    key,
  );
  const [asking, setAsking] = useState(false);
  // Filters stay on the page while the next answer is on its way.
  const [facets, setFacets] = useState<Facets | null>(null);
  useEffect(() => {
    if (pages.first?.facets) setFacets(pages.first.facets);
  }, [pages.first]);

  const addressFor = useCallback(
    (next: Filters) => {
      const way = next.category === at?.category.path ? [at.category] : wayTo(tree, next.category);
      const own = way.at(-1)?.path === next.category ? way.at(-1) : undefined;
      const rest = searchFor(own ? { ...next, category: '' } : next).toString();
      return (own ? addressOf(own) : '/') + (rest && `?${rest}`);
    },
    [at, tree],
  );
  const change = useCallback((next: Filters) => navigate(addressFor(next), { preventScrollReset: true, state: { inPlace: true } }), [addressFor, navigate]);
  const title = filters.q ? t`Results for “${filters.q}”` : filters.category ? lastName(words(filters.category)) : narrowed ? t`Filtered products` : t`Everything`;
  useTitle(at?.category.seo?.title && !filters.q ? at.category.seo.title : narrowed ? title : null);
  const currency = pages.items[0]?.currency ?? shopCurrency;
  // What cannot be counted yet takes its place all the same: filters and page would jump when the counts come.
  const awaited = facets === null && !pages.problem;
  const form = awaited ? <Loading blocks={1} what={t`Loading filters`} shape="filters" /> : <FilterForm filters={filters} facets={facets} currency={currency} change={change} />;
  const total = pages.first?.total;
  const corrected = pages.first?.corrected;
  const shown = pages.items.length;
  const counted = typeof total === 'number' ? total : pages.more ? null : shown;
  const found = !pages.first
    ? ''
    : counted === null
      ? plural(shown, { one: '# product shown', other: '# products shown' })
      : plural(counted, { one: '# product', other: '# products' });
  const showing = !pages.first || counted === null ? t`Show results` : plural(counted, { one: 'Show # product', other: 'Show # products' });

  return (
    <div className="page">
      {at && <Where at={at} />}
      {!narrowed && (home ? <HomeSections sections={home.sections} /> : <Hero />)}
      {!narrowed && (awaited || facets?.categories) && (
        <nav className="shelves" aria-label={t`Categories`} aria-busy={awaited}>
          {facets?.categories?.map((category) => (
            <Link key={category.value} className="shelf" to={addressFor({ ...filters, category: category.value })}>
              {category.label ?? words(category.value)}
            </Link>
          ))}
        </nav>
      )}
      <div className="catalog">
        <aside className="catalog__side">{form}</aside>
        <section className="catalog__main" aria-labelledby="catalog-title">
          <div className="catalog__head">
            <div>
              {narrowed ? <h1 id="catalog-title">{title}</h1> : <h2 id="catalog-title">{title}</h2>}
              <p className="small soft" role="status">
                {found}
              </p>
              {at?.category.description && !filters.q && <p className="catalog__about">{at.category.description}</p>}
              {corrected && (
                <p className="small" data-testid="corrected">
                  <Trans>
                    Showing results for <strong>{corrected.to}</strong>; search instead for{' '}
                    <Link to={addressFor({ ...filters, exact: true })}>{corrected.from}</Link>.
                  </Trans>
                </p>
              )}
            </div>
            <div className="row">
              <button type="button" className="button button--small catalog__ask" onClick={() => setAsking(true)}>
                <FilterIcon /> <Trans>Filters</Trans>
              </button>
              <label className="catalog__sort">
                <span className="visually-hidden"><Trans>Sort by</Trans></span>
                <select className="input input--small" value={sortsFor(filters).some((sort) => sort.value === filters.sort) ? filters.sort : ''} onChange={(event) => change({ ...filters, sort: event.target.value })}>
                  {sortsFor(filters).map((sort) => (
                    <option key={sort.value} value={sort.value}>
                      {t(sort.label)}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          </div>
          {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
          {pages.loading && pages.items.length === 0 && !pages.problem && (
            <div className="grid" aria-busy="true">
              {Array.from({ length: 8 }, (_, i) => (
                <ProductCardSkeleton key={i} />
              ))}
            </div>
          )}
          {pages.first && pages.items.length === 0 && (
            <EmptyState icon={<BoxIcon />} title={t`Nothing matches`}>
              <p><Trans>Try fewer words or a wider price range.</Trans></p>
              <button type="button" className="button" onClick={() => change(noFilters)}>
                <Trans>Show everything</Trans>
              </button>
            </EmptyState>
          )}
          {pages.items.length > 0 && (
            <ul className="grid">
              {pages.items.map((product) => (
                <li key={product.product_id}>
                  <ProductCard product={product} heading={narrowed ? 'h2' : 'h3'} />
                </li>
              ))}
            </ul>
          )}
          <LoadMore pages={pages} />
        </section>
      </div>
      {asking && (
        <Dialog title={t`Filters`} close={() => setAsking(false)}>
          {form}
          <button type="button" className="button button--primary" onClick={() => setAsking(false)}>
            {showing}
          </button>
        </Dialog>
      )}
    </div>
  );
}

/** The way to a category, and what is below it. */
function Where({ at }: { at: { category: Category; line: CategoryStep[] } }) {
  const { t } = useLingui();
  return (
    <>
      <nav className="crumbs" aria-label={t`You are here`}>
        <Link to="/"><Trans>Shop</Trans></Link>
        {at.line.map((step) => (
          <Link key={step.category_id} to={addressOf(step)}>
            {step.name}
          </Link>
        ))}
        <span aria-current="page">{at.category.name}</span>
      </nav>
      {at.category.children.length > 0 && (
        <nav className="shelves" aria-label={t`Categories below`}>
          {at.category.children.map((child) => (
            <Link key={child.category_id} className="shelf" to={addressOf(child)}>
              {child.name}
              <span className="shelf__count">{child.products.toLocaleString(locale())}</span>
            </Link>
          ))}
        </nav>
      )}
    </>
  );
}
