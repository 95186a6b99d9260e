// Sales by day as bars, drawn by hand; the same numbers stand in a table for those who cannot see bars.
import { useId, useState } from 'react';
import { money } from '../../ui/money';
import { axisTop, type SalesDay } from './salesDays';

const TOP = 12;
const BOTTOM = 26;
const LEFT = 48;
const RIGHT = 26;

// Drawn to the width it will have, so that its words are never scaled out of reading size.
const wide = { width: 860, height: 250, labels: 7 };
const narrow = { width: 330, height: 200, labels: 4 };

export function SalesChart({ days, currency }: { days: SalesDay[]; currency: string }) {
  const id = useId();
  const [{ width, height, labels }] = useState(() => (window.matchMedia('(max-width: 640px)').matches ? narrow : wide));
  const [at, setAt] = useState<number | null>(null);
  const top = axisTop(Math.max(...days.map((day) => day.revenue)));
  const total = days.reduce((sum, day) => sum + day.revenue, 0);
  const orders = days.reduce((sum, day) => sum + day.orders, 0);
  const step = (width - LEFT - RIGHT) / days.length;
  const y = (value: number) => TOP + (height - TOP - BOTTOM) * (1 - value / top);
  const short = (day: string) => new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const every = Math.ceil(days.length / labels);
  const pointed = at === null ? null : days[at];

  return (
    <figure className="chart">
      <figcaption className="small soft" aria-hidden="true">
        {pointed ? `${short(pointed.day)}: ${money(pointed.revenue, currency)} from ${pointed.orders} orders` : 'Point at a day to see its numbers.'}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-title ${id}-desc`} onPointerLeave={() => setAt(null)} data-testid="sales-chart">
        <title id={`${id}-title`}>Sales by day</title>
        <desc id={`${id}-desc`}>
          {`${money(total, currency)} from ${orders} orders in ${days.length} days.`}
        </desc>
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(top * part)} y2={y(top * part)} className="chart__line" />
            <text x={LEFT - 8} y={y(top * part) + 4} textAnchor="end" className="chart__text">
              {compact(top * part)}
            </text>
          </g>
        ))}
        {days.map((day, i) => (
          <g key={day.day} onPointerEnter={() => setAt(i)}>
            <rect x={LEFT + i * step} y={TOP} width={step} height={height - TOP - BOTTOM} fill="transparent" />
            <rect x={LEFT + i * step + step * 0.16} y={y(day.revenue)} width={step * 0.68} height={Math.max(0, y(0) - y(day.revenue))} rx={Math.min(3, step * 0.2)} className={`chart__bar${at === i ? ' chart__bar--at' : ''}`} />
            {(days.length - 1 - i) % every === 0 && (
              <text x={LEFT + (i + 0.5) * step} y={height - 6} textAnchor="middle" className="chart__text">
                {short(day.day)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <details className="small">
        <summary>Show as a table</summary>
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col" className="end">
                  Orders
                </th>
                <th scope="col" className="end">
                  Revenue
                </th>
              </tr>
            </thead>
            <tbody>
              {[...days].reverse().map((day) => (
                <tr key={day.day}>
                  <td>{day.day}</td>
                  <td className="end">{day.orders}</td>
                  <td className="end">{money(day.revenue, currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function compact(value: number): string {
  return new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}
