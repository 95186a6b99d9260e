// Above a list: its views as tabs, the search, filters that act at once, what they are as chips, and how the table looks.
import { Columns3, Download, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { Field, SelectField } from '../Field';
import { day } from '../words';
import { Views } from './Views';
import type { ListState } from './useListState';
import type { Density } from './views';

export interface Filter {
  id: string;
  label: string;
  kind?: 'choice' | 'date' | 'text' | 'number';
  /** Of a choice: what stands for no choice, and the others. */
  all?: string;
  options?: [value: string, label: string][];
  /** Folded away until it is asked for or used. */
  more?: boolean;
  /** No chip tells of it: it says how, not which. */
  quiet?: boolean;
  /** What else an address needs with it. */
  set?: (value: string) => Record<string, string>;
}

export interface View {
  label: string;
  search: string;
  count?: number;
  testId?: string;
}

interface Props {
  name: string;
  label: string;
  owner: string;
  list?: ListState;
  search: { label: string; placeholder?: string; testId?: string } | false;
  filters: Filter[];
  views: View[];
  columns: { id: string; label: string }[];
  visible: string[];
  setVisible: (columns: string[] | null) => void;
  density: Density;
  setDensity: (density: Density) => void;
  exportShown?: () => void;
  extra?: ReactNode;
  /** How much there is. */
  found: ReactNode;
}

export function Toolbar(props: Props) {
  const { name, label, list, search, filters, views, columns, visible } = props;
  const open = filters.filter((filter) => !filter.more);
  const folded = filters.filter((filter) => filter.more);
  const [unfolded, setUnfolded] = useState(() => folded.some((filter) => list?.values[filter.id]));
  const asks = list !== undefined && (search !== false || filters.length > 0);
  return (
    <div className="dt__tools">
      {list && views.length > 0 && <Views name={name} label={label} owner={props.owner} list={list} views={views} visible={visible} setVisible={props.setVisible} />}
      <div className="dt__bar">
        {!asks && props.found}
        {asks && (
          <form className="dt__filter" role="search" aria-label={label} data-testid={`${name}-filter`} onSubmit={(event) => {
            event.preventDefault();
            list.set({});
          }}>
            {search && (
              <div className="dt__search">
                <Field
                  label={search.label}
                  type="search"
                  name="q"
                  maxLength={200}
                  autoComplete="off"
                  spellCheck={false}
                  placeholder={search.placeholder}
                  value={list.typed('q')}
                  onChange={(event) => list.type('q', event.target.value)}
                  data-list-search
                  data-testid={search.testId}
                />
              </div>
            )}
            {open.map((filter) => (
              <One key={filter.id} filter={filter} list={list} />
            ))}
            {folded.length > 0 && (
              <button type="button" className="button button--quiet button--small" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
                {unfolded ? 'Fewer filters' : 'More filters'}
              </button>
            )}
            {unfolded && (
              <div className="dt__more">
                {folded.map((filter) => (
                  <One key={filter.id} filter={filter} list={list} />
                ))}
              </div>
            )}
            <button type="submit" className="visually-hidden" tabIndex={-1}>
              Search
            </button>
          </form>
        )}
        <div className="dt__how">
          {props.extra}
          {props.exportShown && (
            <button type="button" className="icon-button" aria-label="Save what is shown as CSV" title="Save what is shown as CSV" onClick={props.exportShown} data-testid={`${name}-export-shown`}>
              <Download aria-hidden />
            </button>
          )}
          <MenuTrigger>
            <Button className="icon-button" aria-label={`How the table of ${label.toLowerCase()} looks`}>
              <Columns3 aria-hidden />
            </Button>
            <Popover className="desk-pop">
              <Menu className="desk-menu" aria-label="How the table looks">
                <MenuSection
                  selectionMode="multiple"
                  selectedKeys={visible}
                  onSelectionChange={(keys) => props.setVisible(columns.map((column) => column.id).filter((id) => keys === 'all' || keys.has(id)))}
                >
                  <Header>Columns</Header>
                  {columns.map((column) => (
                    <MenuItem key={column.id} id={column.id}>
                      {column.label}
                    </MenuItem>
                  ))}
                </MenuSection>
                <MenuSection
                  selectionMode="single"
                  disallowEmptySelection
                  selectedKeys={[props.density]}
                  onSelectionChange={(keys) => props.setDensity(keys !== 'all' && keys.has('roomy') ? 'roomy' : 'dense')}
                >
                  <Header>Rows</Header>
                  <MenuItem id="dense">Dense</MenuItem>
                  <MenuItem id="roomy">Comfortable</MenuItem>
                </MenuSection>
              </Menu>
            </Popover>
          </MenuTrigger>
        </div>
      </div>
      {list && <Chips filters={filters} list={list} />}
      {asks && props.found}
    </div>
  );
}

function One({ filter, list }: { filter: Filter; list: ListState }) {
  const value = list.values[filter.id] ?? '';
  const set = (next: string) => list.set({ [filter.id]: next, ...filter.set?.(next) });
  if ((filter.kind ?? 'choice') === 'choice') {
    // What was chosen stays to be seen though nothing is left of it.
    const options = filter.options ?? [];
    const offered = value && !options.some(([each]) => each === value) ? [[value, value] as [string, string], ...options] : options;
    return (
      <SelectField label={filter.label} value={value} onChange={(event) => set(event.target.value)}>
        {filter.all !== undefined && <option value="">{filter.all}</option>}
        {offered.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </SelectField>
    );
  }
  if (filter.kind === 'date') return <Field label={filter.label} type="date" value={value} onChange={(event) => set(event.target.value)} />;
  return (
    <Field
      label={filter.label}
      type={filter.kind}
      {...(filter.kind === 'number' ? { inputMode: 'decimal' as const, min: '0', step: 'any' } : { maxLength: 100, spellCheck: false })}
      autoComplete="off"
      value={list.typed(filter.id)}
      onChange={(event) => {
        list.type(filter.id, event.target.value);
        for (const [also, said] of Object.entries(filter.set?.(event.target.value) ?? {})) list.type(also, said);
      }}
    />
  );
}

function Chips({ filters, list }: { filters: Filter[]; list: ListState }) {
  const said = filters.filter((filter) => !filter.quiet && list.values[filter.id]);
  if (said.length === 0) return null;
  const words = (filter: Filter) => {
    const value = list.values[filter.id] ?? '';
    if (filter.kind === 'date') return day(value);
    return filter.options?.find(([each]) => each === value)?.[1] ?? value;
  };
  return (
    <ul className="dt__chips" aria-label="Filters">
      {said.map((filter) => (
        <li key={filter.id}>
          <button type="button" className="dt__chip" onClick={() => list.set({ [filter.id]: '' })}>
            <span>
              {filter.label}: <strong>{words(filter)}</strong>
            </span>
            <X aria-hidden />
            <span className="visually-hidden">, remove</span>
          </button>
        </li>
      ))}
      <li>
        <button type="button" className="link-button" data-testid="clear-filters" onClick={list.clear}>
          Clear filters
        </button>
      </li>
    </ul>
  );
}
