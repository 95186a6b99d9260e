// The catalog: everything, or what search and filters leave of it.
import { useInfiniteQuery } from '@tanstack/react-query';
import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useCallback, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { Category, CategoryStep } from '../../api/categories';
import { asProblem } from '../../api/core/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { FilterIcon } from '../../ui/icons';
import { Loading } from '../../ui/Loading';
import { LoadMore } from '../../ui/LoadMore';
import { Drawer } from '../../ui/overlay/Drawer';
import { locale } from '../../i18n/languages';
import { useTitle } from '../../ui/useTitle';
import { words } from '../../ui/words';
import { addressOf, lastName, useCategories, wayTo } from './categories';
import { Chips } from './Chips';
import { FilterForm } from './FilterForm';
import { chosenOf, filtersFrom, isNarrowed, searchFor, sortsFor, type Filters } from './filters';
import { HomeSections } from '../shop/HomeSections';
import { useShop } from '../shop/useShop';
import { NothingFound } from './NothingFound';
import { ProductCard, ProductCardSkeleton } from './ProductCard';
import { productsQuery } from './queries';
import './catalog.css';

/** Pictures of the first row on the widest screen are what the page waits for. */
const EAGER = 5;

/** `at`: the category whose page it is; its address says so, and not the filters in it. */
export function CatalogPage({ at }: { at?: { category: Category; line: CategoryStep[] } }) {
  const { t } = useLingui();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const tree = useCategories();
  const filters = at ? { ...filtersFrom(search), category: at.category.path } : filtersFrom(search);
  const narrowed = isNarrowed(filters);
  const { currency: shopCurrency } = useShop();
  const list = useInfiniteQuery(productsQuery(filters));
  const [asking, setAsking] = useState(false);

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

  const first = list.data?.pages[0] ?? null;
  // A product that moved from one page to the next while they were read is shown once.
  const items = [...new Map(list.data?.pages.flatMap((page) => page.items).map((product) => [product.product_id, product])).values()];
  const facets = first?.facets ?? null;
  const problem = list.error && !list.isFetchNextPageError ? asProblem(list.error) : null;
  const currency = items[0]?.currency ?? shopCurrency;
  // What cannot be counted yet takes its place all the same: filters and page would jump when the counts come.
  const awaited = facets === null && !problem;
  const form = awaited ? <Loading blocks={1} what={t`Loading filters`} shape="filters" /> : <FilterForm filters={filters} facets={facets} currency={currency} change={change} />;
  const corrected = first?.corrected;
  const total = first?.total;
  const counted = typeof total === 'number' ? total : list.hasNextPage ? null : items.length;
  const waiting = !first || list.isPlaceholderData;
  const found = waiting
    ? ''
    : counted === null
      ? plural(items.length, { one: '# product shown', other: '# products shown' })
      : plural(counted, { one: '# product', other: '# products' });
  const showing = waiting || counted === null ? t`Show results` : plural(counted, { one: 'Show # product', other: 'Show # products' });
  const chosen = chosenOf(filters).filter((one) => one.kind !== 'q').length;

  return (
    <div className="page">
      {at && <Where at={at} />}
      {!narrowed && <HomeSections categories={awaited ? null : (facets?.categories ?? []).map((category) => ({ name: category.label ?? words(category.value), to: addressFor({ ...filters, category: category.value }) }))} />}
      <div className="catalog">
        <aside className="catalog__side">{form}</aside>
        <section className="catalog__main" aria-labelledby="catalog-title">
          <div className="catalog__head">
            <div>
              {narrowed ? (
                <h1 id="catalog-title" tabIndex={-1}>{title}</h1>
              ) : (
                <h2 id="catalog-title" tabIndex={-1}>{title}</h2>
              )}
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
                {chosen > 0 && <span className="catalog__chosen">{chosen}</span>}
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
          <Chips filters={filters} facets={facets} currency={currency} change={change} />
          {problem && <ErrorBanner problem={problem} retry={() => void list.refetch()} />}
          {list.isPending && !problem && (
            <div className="grid" aria-busy="true">
              {Array.from({ length: 10 }, (_, i) => (
                <ProductCardSkeleton key={i} />
              ))}
            </div>
          )}
          {first && !list.isPlaceholderData && items.length === 0 && <NothingFound filters={filters} addressFor={addressFor} />}
          {items.length > 0 && (
            <ul className={`grid${list.isPlaceholderData ? ' grid--waits' : ''}`} aria-busy={list.isPlaceholderData}>
              {items.map((product, i) => (
                <li key={product.product_id}>
                  <ProductCard product={product} heading={narrowed ? 'h2' : 'h3'} eager={narrowed && i < EAGER} quick />
                </li>
              ))}
            </ul>
          )}
          <LoadMore
            pages={{
              more: list.hasNextPage && !list.isPlaceholderData ? () => void list.fetchNextPage() : null,
              loadingMore: list.isFetchingNextPage,
              moreProblem: list.isFetchNextPageError ? asProblem(list.error) : null,
            }}
          />
        </section>
      </div>
      {asking && (
        <Drawer
          title={t`Filters`}
          first
          close={() => setAsking(false)}
          foot={
            <button type="button" className="button button--primary button--wide" onClick={() => setAsking(false)}>
              {showing}
            </button>
          }
        >
          <Chips filters={filters} facets={facets} currency={currency} change={change} />
          {form}
        </Drawer>
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
