// Codes for one use each: the batches there are, and a new one, whose codes can be saved only now.
import { useState } from 'react';
import { listBatches, makeBatch } from '../../../api/desk/admin';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { CodeBatch, MadeBatch, Promotion } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { fieldError } from '../../../ui/forms/fieldError';
import { useLoad } from '../../../ui/browser/useLoad';
import { count, dateOnly } from '../../../ui/words';

export function BatchDialog({ promotion, close }: { promotion: Promotion; close: () => void }) {
  const batches = useLoad<CodeBatch[]>(['promotions', 'batches', promotion.promotion_id], (signal) => listBatches(promotion.promotion_id, signal).then((page) => page.items));
  const [wanted, setWanted] = useState('100');
  const [made, setMade] = useState<MadeBatch | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const make = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setMade(await makeBatch(promotion.promotion_id, Number(wanted)));
      batches.reload();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  };

  return (
    <Dialog title={`Codes of ${promotion.name}`} close={close}>
      <div className="stack">
        {made ? (
          <div className="notice notice--good stack stack--tight" data-testid="made-codes">
            <p>
              <strong>{count(made.codes.length, 'code')} made.</strong> Save them now: the shop keeps no copy that can be read.
            </p>
            <p className="mono small">{made.codes.slice(0, 3).join('  ')}{made.codes.length > 3 ? ' …' : ''}</p>
            <button type="button" className="button button--primary" onClick={() => saveCsv(made)} data-testid="save-codes">
              Save as CSV
            </button>
          </div>
        ) : (
          <form
            className="coupon"
            onSubmit={(event) => {
              event.preventDefault();
              void make();
            }}
          >
            <Field label="How many new codes" type="number" required min="1" max="10000" step="1" value={wanted} error={fieldError(problem, 'count')} onChange={(event) => setWanted(event.target.value)} />
            <button type="submit" className="button button--primary" disabled={busy}>
              {busy ? 'Making…' : 'Make codes'}
            </button>
          </form>
        )}
        {problem && <ErrorBanner problem={problem} />}
        {batches.problem && <ErrorBanner problem={batches.problem} />}
        {(batches.data ?? []).length > 0 && (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Made on</th>
                <th scope="col" className="end">Codes</th>
                <th scope="col" className="end">Used</th>
              </tr>
            </thead>
            <tbody>
              {(batches.data ?? []).map((batch) => (
                <tr key={batch.batch_id}>
                  <td>{dateOnly(batch.created_at)}</td>
                  <td className="end figure">{batch.count}</td>
                  <td className="end figure">{batch.used}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Dialog>
  );
}

/** Codes begin with a letter or a digit, so no spreadsheet takes one for a formula. */
function saveCsv(made: MadeBatch) {
  const file = URL.createObjectURL(new Blob([`code\r\n${made.codes.join('\r\n')}\r\n`], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = file;
  link.download = `codes-${made.batch_id}.csv`;
  link.click();
  URL.revokeObjectURL(file);
}
