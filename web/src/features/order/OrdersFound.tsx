// What a narrowed list has found, said aloud too, and the way back to all of it.
import { count } from '../../ui/words';

interface Props {
  pages: { first: unknown; items: unknown[]; more: unknown };
  narrowed: boolean;
  clear: () => void;
}

export function OrdersFound({ pages, narrowed, clear }: Props) {
  const found = pages.first && narrowed ? pages.items.length : null;
  const says =
    found === null ? '' : found > 0 ? `${count(found, 'order')} ${pages.more ? 'so far' : found === 1 ? 'matches' : 'match'}` : pages.more ? 'None among the newest match; look further below.' : 'No orders match';
  return (
    <>
      <p className={found === 0 ? 'visually-hidden' : 'small soft'} role="status" data-testid="orders-found">
        {says}
      </p>
      {found === 0 && (
        <div className="empty">
          <p>{says}</p>
          <button type="button" className="button" onClick={clear}>
            Clear filters
          </button>
        </div>
      )}
    </>
  );
}
