// The one table of the desk: sorted, narrowed, chosen from and walked through by keyboard; on a phone each row is a card.
import { columnVisibilityFeature, createSortedRowModel, rowSelectionFeature, rowSortingFeature, sortFn_basic, tableFeatures, useTable, type ColumnDef, type SortingState } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ErrorBanner } from '../ErrorBanner';
import { LoadMore } from '../LoadMore';
import { useSession } from '../browser/useSession';
import { saveFile } from '../browser/saveFile';
import { count } from '../words';
import { csv } from './csv';
import { SelectionBar } from './SelectionBar';
import { Toolbar, type Filter, type View } from './Toolbar';
import type { ListState } from './useListState';
import type { Rows } from './useRows';
import { keepColumns, keepDensity, readColumns, readDensity } from './views';
import './table.css';

export interface Column<T> {
  id: string;
  label: string;
  cell: (row: T) => ReactNode;
  /** Figures stand at the end. */
  end?: boolean;
  /** Shown only to whoever asks for it. */
  off?: boolean;
  /** Names the row: always shown, and on a phone the head of its card. */
  name?: boolean;
  /** The value in a file, and what rows are sorted by that are all here. */
  value?: (row: T) => string | number | null | undefined;
  /** In a file, where it is another: an amount stands there with its currency. */
  file?: (row: T) => string;
  /** What the list's address says so that the host sorts by it: upwards and downwards. */
  sort?: { up: string; down: string };
  /** On a phone the value says what it is by itself. */
  plain?: boolean;
  /** A phone has no room for it. */
  wide?: boolean;
  /** As much as it needs and no more than a line. */
  clip?: boolean;
}

interface Props<T> {
  /** Tells what is kept of one list from what is kept of another. */
  name: string;
  /** Spoken title. */
  label: string;
  /** What one row is called: "order". */
  one: string;
  many?: string;
  rows: Omit<Rows<T>, 'first'>;
  columns: Column<T>[];
  rowId: (row: T) => string;
  rowTestId?: string;
  rowData?: (row: T) => Record<`data-${string}`, string | undefined>;
  testId?: string;
  /** Where Enter leads. */
  to?: (row: T) => string;
  list?: ListState;
  /** The search field; false: there is none. */
  search?: { label: string; placeholder?: string; testId?: string } | false;
  filterTestId?: string;
  filters?: Filter[];
  views?: View[];
  /** Written in the sort of the address when it says none: the column and the direction. */
  sorted?: { id: string; desc: boolean };
  /** What can be done with what is chosen; without it nothing can be. */
  bulk?: (picked: T[], none: () => void, keep: (ids: string[]) => void) => ReactNode;
  /** How many may be chosen at once. */
  bulkMax?: number;
  canChoose?: (row: T) => boolean;
  rowName?: (row: T) => string;
  actions?: (row: T) => ReactNode;
  /** Beside the toolbar: the export of the host, a button for a new one. */
  extra?: ReactNode;
  empty: ReactNode;
  none?: string;
  /** Of the whole list, where the host says it. */
  total?: number | null;
}

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature, rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: { basic: sortFn_basic } });
const SKELETON_ROWS = 10;
const plainKeys = (event: KeyboardEvent | globalThis.KeyboardEvent) => !event.ctrlKey && !event.metaKey && !event.altKey;
const isField = (element: Element | null) => element instanceof HTMLElement && element.closest('input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=dialog], [role=menu]') !== null;

export function DataTable<T extends object>(props: Props<T>) {
  const { name, label, one, many, rows, columns, rowId, list, bulk, bulkMax = Infinity, canChoose, actions, to } = props;
  const navigate = useNavigate();
  const owner = useSession().session?.user.user_id ?? '';
  const ids = useMemo(() => columns.filter((column) => !column.name).map((column) => column.id), [columns]);
  const [shown, setShown] = useState<string[] | null>(() => readColumns(owner, name, ids));
  const [density, setDensity] = useState(readDensity);
  const [chosen, setChosen] = useState<Record<string, true>>({});
  const [local, setLocal] = useState<SortingState>([]);
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState<string | null>(null);
  const whole = rows.more === null && !rows.loading;

  // What was chosen belongs to the list it was chosen in.
  const asked = list?.search ?? '';
  useEffect(() => {
    setChosen({});
    setLocal([]);
  }, [asked]);

  const visible = shown ?? columns.filter((column) => !column.off && !column.name).map((column) => column.id);
  const sorting = useMemo<SortingState>(() => {
    // What was sorted here last, as long as all rows are here.
    if (whole && local.length > 0) return local;
    const said = list?.values.sort ?? '';
    const by = said ? columns.find((column) => column.sort?.up === said || column.sort?.down === said) : undefined;
    if (by) return [{ id: by.id, desc: by.sort?.down === said }];
    return local.length > 0 ? local : props.sorted && !said ? [props.sorted] : [];
  }, [list?.values.sort, columns, local, props.sorted, whole]);
  const defs = useMemo<ColumnDef<typeof features, T>[]>(
    () => columns.map((column) => ({ id: column.id, header: column.label, accessorFn: (row: T) => column.value?.(row) ?? undefined, enableHiding: !column.name, sortFn: 'basic', sortUndefined: 'last' })),
    [columns],
  );
  const table = useTable({
    features,
    columns: defs,
    data: rows.items,
    getRowId: rowId,
    // What the host has sorted, or only begun to send, is in its order.
    manualSorting: !whole || local.length === 0,
    enableRowSelection: (row) => bulk !== undefined && (canChoose?.(row.original) ?? true),
    state: { sorting, rowSelection: chosen, columnVisibility: Object.fromEntries(ids.map((id) => [id, visible.includes(id)])) },
    onRowSelectionChange: (change) =>
      setChosen((was) => {
        const next = typeof change === 'function' ? change(was) : change;
        return Object.fromEntries(Object.entries(next).slice(0, bulkMax));
      }),
  });
  const byId = new Map(columns.map((column) => [column.id, column]));
  const lines = table.getRowModel().rows;
  const picked = lines.filter((row) => row.getIsSelected()).map((row) => row.original);
  const current = at !== null && lines.some((row) => row.id === at) ? at : lines[0]?.id;

  const sortable = (column: Column<T>) => Boolean((column.sort && list) || (column.value && whole && rows.items.length > 1));
  const sortBy = (column: Column<T>) => {
    const now = sorting[0]?.id === column.id ? sorting[0] : null;
    if (column.sort && list) {
      // A figure is looked for at its greatest, a name from its beginning.
      const oneWay = column.sort.up === column.sort.down;
      const next = now ? (oneWay ? '' : now.desc ? column.sort.up : column.sort.down) : column.end ? column.sort.down : column.sort.up;
      setLocal([]);
      list.set({ sort: next });
    } else setLocal(now && !now.desc === !column.end ? [{ id: column.id, desc: !now.desc }] : now ? [] : [{ id: column.id, desc: Boolean(column.end) }]);
  };
  const change = (next: string[] | null) => {
    setShown(next);
    if (next) keepColumns(owner, name, next);
  };
  const focusRow = (index: number) => {
    const next = lines[Math.max(0, Math.min(lines.length - 1, index))];
    if (!next) return;
    setAt(next.id);
    body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(next.id)}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    // A field or a button in a row keeps its own keys.
    const row = event.target instanceof HTMLElement ? event.target : null;
    if (!row?.dataset.row || !plainKeys(event)) return;
    const index = lines.findIndex((line) => line.id === row.dataset.row);
    const line = lines[index];
    if (!line) return;
    const steps: Record<string, number> = { ArrowDown: index + 1, j: index + 1, J: index + 1, ArrowUp: index - 1, k: index - 1, K: index - 1, Home: 0, End: lines.length - 1 };
    const step = steps[event.key];
    if (step !== undefined) {
      if (event.shiftKey && line.getCanSelect()) {
        line.toggleSelected(true);
        const next = lines[step];
        if (next?.getCanSelect()) next.toggleSelected(true);
      }
      focusRow(step);
    } else if (event.key === 'Enter' && to) void navigate(to(line.original));
    else if ((event.key === ' ' || event.key === 'x') && line.getCanSelect()) line.toggleSelected();
    else if (event.key === 'Escape' && picked.length > 0) setChosen({});
    else return;
    event.preventDefault();
  };

  // From anywhere on the page that takes no keys of its own, j and k lead into the list.
  const enter = useRef(focusRow);
  enter.current = focusRow;
  useEffect(() => {
    const onPage = (event: globalThis.KeyboardEvent) => {
      if (!['j', 'k'].includes(event.key) || !plainKeys(event) || event.defaultPrevented) return;
      const focused = document.activeElement;
      if (isField(focused) || focused?.closest('[data-row]') || document.querySelector('dialog[open], [role=dialog]')) return;
      event.preventDefault();
      enter.current(0);
    };
    document.addEventListener('keydown', onPage);
    return () => document.removeEventListener('keydown', onPage);
  }, []);

  const exportShown = () => {
    const out = columns.filter((column) => (column.file ?? column.value) && (column.name || visible.includes(column.id)));
    const text = csv(out.map((column) => column.label), lines.map(({ original }) => out.map((column) => (column.file ?? column.value)?.(original) ?? '')));
    saveFile(`${name}-shown.csv`, new Blob([text], { type: 'text/csv' }));
  };

  const nothing = !rows.loading && !rows.stale && !rows.problem && rows.items.length === 0;
  const all = lines.filter((row) => row.getCanSelect());
  return (
    <div className="dt" data-density={density}>
      <Toolbar
        name={name}
        label={label}
        list={list}
        owner={owner}
        search={list ? (props.search ?? { label: 'Search' }) : false}
        filters={props.filters ?? []}
        filterTestId={props.filterTestId}
        views={props.views ?? []}
        columns={columns.filter((column) => !column.name)}
        visible={visible}
        setVisible={change}
        density={density}
        setDensity={(next) => {
          setDensity(next);
          keepDensity(next);
        }}
        sorts={columns.filter(sortable).map((column) => ({ id: column.id, label: column.label, at: sorting[0]?.id === column.id ? (sorting[0].desc ? 'down' : 'up') : null, sort: () => sortBy(column) }))}
        exportShown={lines.length > 0 && columns.some((column) => column.value) ? exportShown : undefined}
        extra={props.extra}
        found={<Found name={name} list={list} rows={rows} one={one} many={many} total={props.total} />}
      />
      {rows.problem && <ErrorBanner problem={rows.problem} retry={rows.reload} />}
      {nothing ? (
        <div className="empty" data-testid={props.testId}>
          <p>{rows.more ? 'None among the first ones; look further below.' : list?.narrowed ? (props.none ?? 'Nothing matches.') : props.empty}</p>
          {list?.narrowed && (
            <button type="button" className="button button--small" onClick={list.clear}>
              Clear filters
            </button>
          )}
        </div>
      ) : (
        (rows.loading || rows.items.length > 0) && (
          <div className="table-scroll dt__scroll" data-testid={props.testId} aria-busy={rows.loading || rows.stale}>
            <table className="table table--cards dt__table" aria-label={label}>
              <thead>
                <tr>
                  {bulk && (
                    <th scope="col" className="dt__check">
                      <input
                        type="checkbox"
                        aria-label="Choose all that are shown"
                        checked={all.length > 0 && all.slice(0, bulkMax).every((row) => row.getIsSelected())}
                        disabled={all.length === 0}
                        onChange={(event) => setChosen(event.target.checked ? Object.fromEntries(all.slice(0, bulkMax).map((row) => [row.id, true as const])) : {})}
                      />
                    </th>
                  )}
                  {table.getVisibleLeafColumns().map(({ id }) => {
                    const column = byId.get(id)!;
                    const now = sorting[0]?.id === id ? sorting[0] : null;
                    return (
                      <th key={id} scope="col" className={[column.end ? 'end' : '', column.wide ? 'table__roomy' : ''].join(' ').trim() || undefined} aria-sort={now ? (now.desc ? 'descending' : 'ascending') : undefined}>
                        {sortable(column) ? (
                          <button type="button" className="dt__sort" onClick={() => sortBy(column)}>
                            {column.label}
                            {now && (now.desc ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
                          </button>
                        ) : (
                          column.label
                        )}
                      </th>
                    );
                  })}
                  {actions && (
                    <th scope="col">
                      <span className="visually-hidden">Actions</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody ref={body} onKeyDown={onKey}>
                {rows.loading && <Skeletons columns={table.getVisibleLeafColumns().length + (bulk ? 1 : 0) + (actions ? 1 : 0)} />}
                {lines.map((row) => (
                  <tr
                    key={row.id}
                    data-row={row.id}
                    data-testid={props.rowTestId}
                    {...props.rowData?.(row.original)}
                    tabIndex={row.id === current ? 0 : -1}
                    aria-selected={bulk ? row.getIsSelected() : undefined}
                    onFocus={() => setAt(row.id)}
                  >
                    {bulk && (
                      <td className="dt__check">
                        <input type="checkbox" aria-label={`Choose ${props.rowName?.(row.original) ?? row.id}`} checked={row.getIsSelected()} disabled={!row.getCanSelect()} onChange={() => undefined} onClick={row.getToggleSelectedHandler()} />
                      </td>
                    )}
                    {row.getVisibleCells().map((cell) => {
                      const column = byId.get(cell.column.id)!;
                      const classes = [column.end ? 'end figure' : '', column.wide ? 'table__roomy' : '', column.name ? 'dt__name' : '', column.clip ? 'table__clip' : ''].filter(Boolean).join(' ');
                      return (
                        <td key={cell.id} className={classes || undefined} data-label={column.name || column.plain ? undefined : column.label}>
                          {column.cell(row.original)}
                        </td>
                      );
                    })}
                    {actions && <td className="end dt__actions">{actions(row.original)}</td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      )}
      <LoadMore pages={rows} />
      {bulk && picked.length > 0 && (
        <SelectionBar label={`Chosen ${many ?? `${one}s`}`} words={`${count(picked.length, one, many)} chosen`} none={() => setChosen({})}>
          {bulk(
            picked,
            () => setChosen({}),
            (kept) => setChosen(Object.fromEntries(kept.map((id) => [id, true as const]))),
          )}
        </SelectionBar>
      )}
    </div>
  );
}

/** How much there is, seen and said. */
function Found({ name, list, rows, one, many, total }: { name: string; list?: ListState; rows: Pick<Rows<unknown>, 'items' | 'more' | 'loading' | 'problem'>; one: string; many?: string; total?: number | null }) {
  const found = rows.items.length;
  const narrowed = list?.narrowed ?? false;
  const says =
    rows.loading || rows.problem
      ? ''
      : found === 0
        ? rows.more
          ? 'None among the first ones match; look further below.'
          : narrowed
            ? 'Nothing found'
            : ''
        : total !== null && total !== undefined
          ? `${count(total, one, many)} in all`
          : rows.more
            ? `${count(found, one, many)} so far`
            : `${count(found, one, many)}${narrowed ? (found === 1 ? ' matches' : ' match') : ''}`;
  return (
    <p className={found === 0 && !rows.loading ? 'visually-hidden' : 'dt__found soft small'} role="status" data-testid={`${name}-found`}>
      {rows.loading ? 'Loading …' : says}
    </p>
  );
}

function Skeletons({ columns }: { columns: number }) {
  return Array.from({ length: SKELETON_ROWS }, (_, row) => (
    <tr key={row} className="dt__wait" aria-hidden="true">
      {Array.from({ length: columns }, (_, column) => (
        <td key={column}>
          <span className={`skeleton skeleton--line${column % 2 ? ' skeleton--short' : ''}`} />
        </td>
      ))}
    </tr>
  ));
}
