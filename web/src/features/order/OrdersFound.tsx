// What a narrowed list has found, said aloud too, and the way back to all of it.
import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';

interface Props {
  pages: { first: unknown; items: unknown[]; more: unknown };
  narrowed: boolean;
  clear: () => void;
}

export function OrdersFound({ pages, narrowed, clear }: Props) {
  const { t } = useLingui();
  const found = pages.first && narrowed ? pages.items.length : null;
  const says =
    found === null
      ? ''
      : found > 0
        ? pages.more
          ? plural(found, { one: '# order so far', other: '# orders so far' })
          : plural(found, { one: '# order matches', other: '# orders match' })
        : pages.more
          ? t`None among the newest match; look further below.`
          : t`No orders match`;
  return (
    <>
      <p className={found === 0 ? 'visually-hidden' : 'small soft'} role="status" data-testid="orders-found">
        {says}
      </p>
      {found === 0 && (
        <div className="empty">
          <p>{says}</p>
          <button type="button" className="button" onClick={clear}>
            <Trans>Clear filters</Trans>
          </button>
        </div>
      )}
    </>
  );
}
