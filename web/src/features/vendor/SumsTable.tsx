// Sums of the ledger, a row each.
import type { LedgerSums } from '../../api/types';
import { money } from '../../ui/money';

export function SumsTable({ head, rows }: { head: string; rows: [string, LedgerSums][] }) {
  return (
    <div className="table-scroll">
      <table className="table table--cards" data-testid="sums">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {['Orders', 'Sales', 'Commission', 'Refunds', 'Paid out', 'Net'].map((name) => (
              <th key={name} scope="col" className="end">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, sums]) => (
            <tr key={`${name} ${sums.currency}`}>
              <td className="nowrap strong">{name}</td>
              <td className="end figure" data-label="Orders">
                {sums.orders.toLocaleString()}
              </td>
              <td className="end figure nowrap" data-label="Sales">
                {money(sums.sales, sums.currency)}
              </td>
              <td className="end figure nowrap" data-label="Commission">
                {money(sums.commission + sums.commission_refunds, sums.currency)}
              </td>
              <td className="end figure nowrap" data-label="Refunds">
                {money(sums.refunds, sums.currency)}
              </td>
              <td className="end figure nowrap" data-label="Paid out">
                {money(sums.payouts, sums.currency)}
              </td>
              <td className="end figure nowrap strong" data-label="Net">
                {money(sums.net, sums.currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
