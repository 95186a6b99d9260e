// Sales by day as bars, and the same numbers in a table.
import { money } from '../money';
import { DayBars } from './DayBars';
import { shortDay } from './days';
import { axisTop, type SalesDay } from './salesDays';

export function SalesChart({ days, currency }: { days: SalesDay[]; currency: string }) {
  const total = days.reduce((sum, day) => sum + day.revenue, 0);
  const orders = days.reduce((sum, day) => sum + day.orders, 0);
  const words = (day: SalesDay | undefined) => (day ? `${shortDay(day.day)}: ${money(day.revenue, currency)} from ${day.orders} orders` : '');

  return (
    <figure className="chart">
      <DayBars
        title="Sales by day"
        summary={`${money(total, currency)} from ${orders} orders in ${days.length} days.`}
        bars={days.map((day) => ({ day: day.day, value: day.revenue }))}
        top={axisTop(Math.max(...days.map((day) => day.revenue)))}
        size="full"
        caption={(at) => (at === null ? 'Point at a day to see its numbers.' : words(days[at]))}
        testId="sales-chart"
      />
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
