// The four figures about carts by day, beside each other on one axis, and all of them in a table.
import type { CartDay } from '../../../api/types';
import { money } from '../../../ui/money';
import { number } from '../../../ui/words';
import { counts, highest, noFigures } from './cartFigures';
import { Chart, type Table } from '../../../ui/charts/Chart';
import { countTop, shortNumber } from '../../../ui/charts/axis';
import { everyDay, shortDay, type DayRange } from '../../../ui/charts/days';

export function CartCharts({ range, days }: { range: DayRange; days: CartDay[] }) {
  const all = everyDay(range, days, noFigures);
  // One axis for all four, so that their bars can be compared.
  const top = countTop(highest(all));
  const table: Table = {
    head: ['Day', ...counts.map(({ label }) => label), 'Bought'],
    rows: [...all].reverse().map((day) => [day.day, ...counts.map(({ name }) => number(day[name])), day.value.map((each) => money(each.amount, each.currency)).join(' + ') || '–']),
  };
  return (
    <div className="halves">
      {counts.map(({ name, label, note }) => (
        <section key={name} className="panel stack stack--tight" aria-labelledby={`carts-${name}`}>
          <h2 id={`carts-${name}`}>{label}</h2>
          <p className="small soft">{note}</p>
          <Chart
            kind="bars"
            title={`${label} by day`}
            summary={`${number(all.reduce((sum, day) => sum + day[name], 0))} in ${all.length} days.`}
            marks={all.map((day) => ({ key: day.day, tick: shortDay(day.day), label: shortDay(day.day), value: day[name] }))}
            top={top}
            name={label}
            format={number}
            axis={shortNumber}
            table={table}
            testId={`cart-chart-${name}`}
          />
        </section>
      ))}
    </div>
  );
}
