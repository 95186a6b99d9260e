// Sums of the ledger, a row each.
import type { LedgerSums } from '../../api/types';
import { money } from '../../ui/money';

export function SumsTable({ head, rows }: { head: string; rows: [string, LedgerSums][] }) {
  return (
    <div className="table-scroll">
      <table className="table" data-testid="sums">
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
              <td className="nowrap">{name}</td>
              <td className="end figure">{sums.orders.toLocaleString()}</td>
              <td className="end figure nowrap">{money(sums.sales, sums.currency)}</td>
              <td className="end figure nowrap">{money(sums.commission + sums.commission_refunds, sums.currency)}</td>
              <td className="end figure nowrap">{money(sums.refunds, sums.currency)}</td>
              <td className="end figure nowrap">{money(sums.payouts, sums.currency)}</td>
              <td className="end figure nowrap strong">{money(sums.net, sums.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
