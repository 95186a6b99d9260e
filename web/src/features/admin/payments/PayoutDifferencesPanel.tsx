// Where the books and whoever pays the vendors differ. Nothing is shown where they agree.
import { readPayoutDifferences } from '../../../api/desk/vendor';
import { useLoad } from '../../../ui/browser/useLoad';

export function PayoutDifferencesPanel({ round }: { round: number }) {
  const differences = useLoad(['payouts', 'differences', round], (signal) => readPayoutDifferences(signal));
  const found = differences.data?.differences ?? [];
  return found.length === 0 ? null : (
    <ul className="notice notice--danger" data-testid="payout-differences">
      {found.map((one) => (
        <li key={`${one.file_id ?? ''} ${one.payout_id ?? ''} ${one.what}`}>
          {one.file_id ? `File ${one.file_id}: ` : one.payout_id ? `Payout ${one.payout_id}: ` : ''}
          {one.what}
        </li>
      ))}
    </ul>
  );
}
