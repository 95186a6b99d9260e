// One figure, and how it compares with the period before: by an arrow for eyes and in a sentence for ears.
import { deltaOf, deltaWords, type Delta } from './delta';
import './charts.css';

interface Props {
  label: string;
  /** Null while it is read. */
  value: string | null;
  now?: number | undefined;
  /** Absent where nothing is compared. */
  before?: number | undefined;
  format: (value: number) => string;
  beforeName?: string | undefined;
  /** Of money that went back less is better. */
  lessIsBetter?: boolean;
}

const marks: Record<Delta['way'], string> = { up: '▲', down: '▼', same: '=' };

export function Stat({ label, value, now, before, format, beforeName = 'before', lessIsBetter = false }: Props) {
  const delta = now === undefined || before === undefined ? null : deltaOf(now, before);
  const tone = !delta || delta.way === 'same' ? '' : (delta.way === 'up') === lessIsBetter ? ' stat__delta--worse' : ' stat__delta--better';
  return (
    <div className="panel">
      <dt>{label}</dt>
      <dd>{value ?? '…'}</dd>
      {/* Its line is kept while the period before is read. */}
      <dd className="tiles__more">
        {delta && before !== undefined ? (
          <>
            <span className={`stat__delta${tone}`} aria-hidden="true">
              {marks[delta.way]} {delta.share ?? 'new'}
            </span>{' '}
            <span aria-hidden="true">from {format(before)}</span>
            <span className="visually-hidden">{deltaWords(delta, format(before), beforeName)}</span>
          </>
        ) : (
          '\u00a0'
        )}
      </dd>
    </div>
  );
}
