// The books of one product's stock: what came, went, was held and sold, and whose doing it was.
import { Link } from 'react-router';
import { listMovements } from '../../../api/desk/stock';
import type { LowStockLine, StockMovement } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { useRows } from '../../../ui/table/useRows';
import { useSession } from '../../../ui/browser/useSession';
import { dateTime, shortId, words } from '../../../ui/words';

const signed = (units: number): string => (units > 0 ? `+${units.toLocaleString()}` : units === 0 ? '–' : units.toLocaleString());

/** An adjustment is somebody's, everything else an order's. */
const isOrder = (of: StockMovement): boolean => of.reason !== 'receipt' && of.reason !== 'write_off';

export function LedgerDialog({ line, close }: { line: LowStockLine; close: () => void }) {
  const { may } = useSession();
  const pages = useRows<StockMovement>(['stock', 'movements', line.product_id], (cursor, signal) => listMovements(line.product_id, { limit: 50, cursor }, signal));
  return (
    <Dialog title={`Ledger of ${line.name}`} close={close} wide>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && <Loading blocks={1} what="Loading the ledger" />}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table" data-testid="ledger">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col" className="end">On hand</th>
                <th scope="col" className="end">Reserved</th>
                <th scope="col">By</th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((each) => (
                <tr key={each.number}>
                  <td>{dateTime(each.at)}</td>
                  <td>
                    {words(each.reason)}
                    {each.note && <span className="below small soft">{each.note}</span>}
                  </td>
                  <td className="end figure">{signed(each.delta_on_hand)}</td>
                  <td className="end figure">{signed(each.delta_reserved)}</td>
                  <td>{may('orders.view') && isOrder(each) ? <Link to={`/admin/orders/${encodeURIComponent(each.reference)}`}>Order {shortId(each.reference)}</Link> : shortId(each.reference)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
    </Dialog>
  );
}
