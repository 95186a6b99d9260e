// One figure by day, or by other stretches of time, as bars, drawn by hand. Whoever uses it puts the same numbers into a table for those who cannot see bars.
import { useId, useState } from 'react';
import { shortDay } from './days';

const TOP = 12;
const BOTTOM = 26;
const LEFT = 48;
const RIGHT = 26;

// Drawn to the width it will have, so that its words are never scaled out of reading size.
const sizes = {
  full: { width: 860, height: 250, labels: 7 },
  half: { width: 430, height: 180, labels: 4 },
  phone: { width: 330, height: 200, labels: 4 },
};

interface Props {
  title: string;
  summary: string;
  bars: { day: string; value: number }[];
  /** The end of the axis, at or above every bar; charts beside each other share it. */
  top: number;
  size: 'full' | 'half';
  /** What stands below a bar; its day if nothing else is said. */
  below?: (day: string) => string;
  /** What is said about a day that is pointed at, and when none is. */
  caption: (index: number | null) => string;
  testId: string;
}

export function DayBars({ title, summary, bars, top, size, below = shortDay, caption, testId }: Props) {
  const id = useId();
  const [{ width, height, labels }] = useState(() => (window.matchMedia('(max-width: 640px)').matches ? sizes.phone : sizes[size]));
  const [at, setAt] = useState<number | null>(null);
  const step = (width - LEFT - RIGHT) / bars.length;
  const y = (value: number) => TOP + (height - TOP - BOTTOM) * (1 - value / top);
  const every = Math.ceil(bars.length / labels);

  return (
    <>
      <figcaption className="small soft" aria-hidden="true">
        {caption(at !== null && at < bars.length ? at : null)}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-title ${id}-desc`} onPointerLeave={() => setAt(null)} data-testid={testId}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{summary}</desc>
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(top * part)} y2={y(top * part)} className="chart__line" />
            <text x={LEFT - 8} y={y(top * part) + 4} textAnchor="end" className="chart__text">
              {compact(top * part)}
            </text>
          </g>
        ))}
        {bars.map((bar, i) => (
          <g key={bar.day} onPointerEnter={() => setAt(i)}>
            <rect x={LEFT + i * step} y={TOP} width={step} height={height - TOP - BOTTOM} fill="transparent" />
            <rect x={LEFT + i * step + step * 0.16} y={y(bar.value)} width={step * 0.68} height={Math.max(0, y(0) - y(bar.value))} rx={Math.min(3, step * 0.2)} className={`chart__bar${at === i ? ' chart__bar--at' : ''}`} />
            {(bars.length - 1 - i) % every === 0 && (
              <text x={LEFT + (i + 0.5) * step} y={height - 6} textAnchor="middle" className="chart__text">
                {below(bar.day)}
              </text>
            )}
          </g>
        ))}
      </svg>
    </>
  );
}

function compact(value: number): string {
  return new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}
