// In place of an empty list: what else to try, where else to look, and what others buy.
import { useQuery } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'react-router';
import { EmptyState } from '../../ui/EmptyState';
import { BoxIcon } from '../../ui/icons';
import { addressOf, useCategories } from './categories';
import { chosenOf, noFilters, type Filters } from './filters';
import { Popular } from './Popular';
import { suggestQuery } from './queries';

interface Props {
  filters: Filters;
  addressFor: (next: Filters) => string;
}

const CATEGORIES_SHOWN = 12;

export function NothingFound({ filters, addressFor }: Props) {
  const { t } = useLingui();
  const tree = useCategories();
  const suggested = useQuery({ ...suggestQuery(filters.q), enabled: filters.q !== '' });
  const chosen = chosenOf(filters);
  const others = (suggested.data?.queries ?? []).filter((query) => query.toLocaleLowerCase() !== filters.q.toLocaleLowerCase());
  return (
    <div className="stack stack--loose" data-testid="nothing-found">
      <EmptyState icon={<BoxIcon />} title={t`Nothing matches`}>
        <p>{filters.q ? t`Try fewer words or another spelling.` : t`Take a filter away, or begin anew.`}</p>
        {others.length > 0 && (
          <ul className="row">
            {others.map((query) => (
              <li key={query}>
                <Link className="shelf" to={addressFor({ ...noFilters, q: query })}>
                  {query}
                </Link>
              </li>
            ))}
          </ul>
        )}
        <div className="row">
          {filters.q && chosen.length > 1 && (
            <Link className="button" to={addressFor({ ...noFilters, q: filters.q })}>
              <Trans>Search everywhere for “{filters.q}”</Trans>
            </Link>
          )}
          <Link className="button" to="/">
            <Trans>Show everything</Trans>
          </Link>
        </div>
      </EmptyState>
      {tree.length > 0 && (
        <nav aria-label={t`Categories`} className="stack stack--tight">
          <h2 className="nothing__title"><Trans>Look around</Trans></h2>
          <ul className="row">
            {tree.slice(0, CATEGORIES_SHOWN).map((category) => (
              <li key={category.category_id}>
                <Link className="shelf" to={addressOf(category)}>
                  {category.name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <Popular title={t`What others buy`} />
    </div>
  );
}
