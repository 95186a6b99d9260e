// One figure over time, drawn by recharts: a line with its area for money, bars for counts, the period before as a dashed grey line.
// Loaded by itself, when a page has something to draw (Chart.tsx).
import { useEffect, type ReactNode } from 'react';
import { Area, Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Mark, TimeChartProps } from './Chart';
import { HEIGHT } from './size';

const text = { fill: 'var(--ink-soft)', fontSize: 12 };

export default function TimeChart({ kind, title, summary, marks, top, axis, tell, told }: TimeChartProps) {
  const ticks = new Map(marks.map((mark) => [mark.key, mark.tick]));
  const hasBefore = marks.some((mark) => mark.before !== undefined);
  // Nothing moves: under reduced motion nothing may, and a figure that grows is read later.
  const still = { isAnimationActive: false } as const;
  return (
    <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 640, height: HEIGHT }}>
      <ComposedChart data={marks} title={title} desc={`${summary} The arrow keys read it point by point.`} aria-label={title} accessibilityLayer margin={{ top: 12, right: 12, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="key" tickFormatter={(key: string) => ticks.get(key) ?? ''} minTickGap={28} interval="preserveStartEnd" tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} tick={text} />
        <YAxis domain={[0, top]} ticks={[0, top / 2, top]} tickFormatter={axis} width={56} tickLine={false} axisLine={false} tick={text} />
        <Tooltip
          {...still}
          cursor={kind === 'bars' ? { fill: 'var(--mist-deep)', fillOpacity: 0.6 } : { stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => <Told mark={active ? (payload[0]?.payload as Mark | undefined) : undefined} tell={tell} told={told} />}
        />
        {kind === 'bars' ? (
          <Bar {...still} dataKey="value" fill="var(--accent)" radius={[3, 3, 0, 0]} maxBarSize={36} />
        ) : (
          <Area {...still} dataKey="value" type="linear" stroke="var(--accent)" strokeWidth={2} fill="var(--accent)" fillOpacity={0.12} dot={marks.length === 1} activeDot={{ r: 4, fill: 'var(--accent)', stroke: 'var(--paper)' }} />
        )}
        {hasBefore && <Line {...still} dataKey="before" type="linear" stroke="var(--ink-faint)" strokeWidth={1.5} strokeDasharray="5 4" dot={false} activeDot={{ r: 3, fill: 'var(--ink-faint)', stroke: 'var(--paper)' }} />}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** The words of the point that pointer, finger or key is at; the page says them to screen readers too. */
function Told({ mark, tell, told }: { mark: Mark | undefined; tell: (mark: Mark) => ReactNode; told: (mark: Mark | undefined) => void }) {
  useEffect(() => told(mark), [mark, told]);
  return mark ? <div className="chart__told small">{tell(mark)}</div> : null;
}
