// The frame of every chart: its legend, its place on the page, what is said of the point one is at, and the same numbers as a table.
import { Component, lazy, Suspense, useState, type ReactNode } from 'react';
import { axisTop } from './axis';
import './charts.css';

const TimeChart = lazy(() => import('./TimeChart'));

/** One point of time. */
export interface Mark {
  /** Tells it from all others, such as the moment it begins at. */
  key: string;
  /** What stands below it, where there is little room. */
  tick: string;
  /** Its whole name. */
  label: string;
  value: number;
  /** What it was at the same place of the period before. */
  before?: number | undefined;
  /** What is said beside the value. */
  more?: string | undefined;
}

export interface Table {
  head: string[];
  /** The first cell names the row. */
  rows: string[][];
}

interface Props {
  kind: 'line' | 'bars';
  title: string;
  /** The whole in a sentence, for those who do not see it. */
  summary: string;
  marks: Mark[];
  /** The end of the axis where charts beside each other share it. */
  top?: number;
  /** A value as it is said. */
  format: (value: number) => string;
  /** A value at the axis: short. */
  axis: (value: number) => string;
  /** What is drawn, and what before is; in the legend where there is a before. */
  name: string;
  beforeName?: string | undefined;
  /** Whose clocks the days and hours are of. */
  zone?: string | undefined;
  table?: Table | undefined;
  testId: string;
  /** Below, beside the table: a CSV. */
  children?: ReactNode;
}

export interface TimeChartProps {
  kind: 'line' | 'bars';
  title: string;
  summary: string;
  marks: Mark[];
  top: number;
  axis: (value: number) => string;
  tell: (mark: Mark) => ReactNode;
  told: (mark: Mark | undefined) => void;
}

export function Chart({ kind, title, summary, marks, top, format, axis, name, beforeName, zone, table, testId, children }: Props) {
  const [at, setAt] = useState<Mark | undefined>();
  const compared = marks.some((mark) => mark.before !== undefined);
  const words = (mark: Mark) => `${mark.label}: ${format(mark.value)}${mark.more ? ` ${mark.more}` : ''}${mark.before === undefined ? '' : `, ${beforeName ?? 'before'} ${format(mark.before)}`}`;
  const end = top ?? axisTop(Math.max(0, ...marks.flatMap((mark) => [mark.value, mark.before ?? 0])));
  return (
    <figure className="chart">
      {(compared || zone) && (
        <figcaption className="chart__legend small soft">
          {compared && (
            <>
              <span className={`chart__key chart__key--${kind}`}>{name}</span>
              <span className="chart__key chart__key--before">{beforeName}</span>
            </>
          )}
          {zone && <span className="chart__zone">Times of {zone}</span>}
        </figcaption>
      )}
      <div className="chart__plot" data-testid={testId}>
        <Unloaded summary={summary}>
          <Suspense fallback={<span className="visually-hidden">{title}</span>}>
            <TimeChart kind={kind} title={title} summary={summary} marks={marks} top={end} axis={axis} tell={words} told={setAt} />
          </Suspense>
        </Unloaded>
      </div>
      <p className="visually-hidden" role="status" data-testid={`${testId}-told`}>
        {at ? words(at) : ''}
      </p>
      {(table || children) && (
        <div className="chart__below">
          {table && <TableOf table={table} />}
          {children}
        </div>
      )}
    </figure>
  );
}

function TableOf({ table }: { table: Table }) {
  return (
    <details className="small">
      <summary>Show as a table</summary>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="The same numbers as a table">
        <table className="table">
          <thead>
            <tr>
              {table.head.map((head, i) => (
                <th key={head} scope="col" className={i === 0 ? undefined : 'end'}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(([first, ...rest]) => (
              <tr key={first}>
                <th scope="row">{first}</th>
                {rest.map((cell, i) => (
                  <td key={i} className="end figure">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** A drawing that cannot be had, offline or from a host that has moved on, leaves its words and its table. */
class Unloaded extends Component<{ summary: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <p className="soft">{this.props.summary} The drawing could not be loaded; the table has its numbers.</p> : this.props.children;
  }
}
