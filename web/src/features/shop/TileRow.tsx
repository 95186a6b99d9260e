// Links side by side in one row of a fixed height, as many as there are.
import { Link } from 'react-router';
import { number } from '../../ui/words';

export interface Tile {
  to: string;
  name: string;
  count?: number;
}

interface Props {
  label: string;
  /** Null: on their way; the row keeps its height. */
  tiles: Tile[] | null;
}

export function TileRow({ label, tiles }: Props) {
  return (
    <nav className="tiles" aria-label={label} aria-busy={tiles === null}>
      {tiles?.map((tile) => (
        <Link key={tile.to} className="tile" to={tile.to}>
          <span className="tile__name" dir="auto">{tile.name}</span>
          {tile.count !== undefined && <span className="tile__count">{number(tile.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
