// The four figures about carts by day, beside each other on one axis, and all of them in a table.
import type { CartDay } from '../../../api/types';
import { money } from '../../../ui/money';
import { commonTop, counts, noFigures } from './cartFigures';
import { DayBars } from '../../../ui/charts/DayBars';
import { everyDay, shortDay, type DayRange } from '../../../ui/charts/days';

export function CartCharts({ range, days }: { range: DayRange; days: CartDay[] }) {
  const all = everyDay(range, days, noFigures);
  const top = commonTop(all);
  return (
    <>
      <div className="halves">
        {counts.map(({ name, label, note }) => {
          const total = all.reduce((sum, day) => sum + day[name], 0);
          const caption = (at: number | null) => {
            const day = at === null ? undefined : all[at];
            return day ? `${shortDay(day.day)}: ${day[name].toLocaleString()}` : note;
          };
          return (
            <section key={name} className="panel" aria-labelledby={`carts-${name}`}>
              <figure className="chart">
                <h2 id={`carts-${name}`}>{label}</h2>
                <DayBars title={`${label} by day`} summary={`${total} in ${all.length} days.`} bars={all.map((day) => ({ day: day.day, value: day[name] }))} top={top} size="half" caption={caption} testId={`cart-chart-${name}`} />
              </figure>
            </section>
          );
        })}
      </div>
      <details className="small chart">
        <summary>Show as a table</summary>
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Day</th>
                {counts.map(({ name, label }) => (
                  <th key={name} scope="col" className="end">
                    {label}
                  </th>
                ))}
                <th scope="col" className="end">
                  Bought
                </th>
              </tr>
            </thead>
            <tbody>
              {[...all].reverse().map((day) => (
                <tr key={day.day}>
                  <td>{day.day}</td>
                  {counts.map(({ name }) => (
                    <td key={name} className="end figure">
                      {day[name].toLocaleString()}
                    </td>
                  ))}
                  <td className="end figure">{day.value.map((each) => money(each.amount, each.currency)).join(' + ') || '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
