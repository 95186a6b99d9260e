// What somebody keeps of a list on this device: views with a name, columns, and how dense the rows stand.

export interface SavedView {
  name: string;
  /** Filters and sort, as the address says them. */
  search: string;
  /** Columns that are shown; absent: as they are. */
  columns?: string[];
}

export type Density = 'dense' | 'roomy';

export const VIEWS_MAX = 20;
export const VIEW_NAME_MAX = 40;

const key = (what: string, owner: string, list: string) => `cartwright.desk.${what}.${owner}.${list}`;

function read(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    // A browser without storage, or what another version wrote: as if nothing was kept.
    return null;
  }
}

function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // It lasts as long as the page.
  }
}

export function readViews(owner: string, list: string): SavedView[] {
  const kept = read(key('views', owner, list));
  if (!Array.isArray(kept)) return [];
  return kept
    .filter((view: unknown): view is SavedView => {
      const { name, search, columns } = (view ?? {}) as Record<string, unknown>;
      return typeof name === 'string' && typeof search === 'string' && (columns === undefined || (Array.isArray(columns) && columns.every((one) => typeof one === 'string')));
    })
    .slice(0, VIEWS_MAX);
}

/** One more, or another of the same name in its place; the oldest goes when there are too many. */
export function withView(views: SavedView[], view: SavedView): SavedView[] {
  return [...views.filter((one) => one.name !== view.name), view].slice(-VIEWS_MAX);
}

export const keepViews = (owner: string, list: string, views: SavedView[]): void => write(key('views', owner, list), views);

/** The columns that are shown, of those that there are; null where nothing was chosen. */
export function readColumns(owner: string, list: string, known: readonly string[]): string[] | null {
  const kept = read(key('columns', owner, list));
  return Array.isArray(kept) ? known.filter((id) => kept.includes(id)) : null;
}

export const keepColumns = (owner: string, list: string, columns: string[]): void => write(key('columns', owner, list), columns);

export const readDensity = (): Density => (read('cartwright.desk.density') === 'roomy' ? 'roomy' : 'dense');

export const keepDensity = (density: Density): void => write('cartwright.desk.density', density);
