// Saves a report as a CSV file; a plain link would come without the caller's token.
import { useState } from 'react';
import { getText } from '../../api/core/client';
import { asProblem, type Problem } from '../../api/core/problem';

export function CsvLink({ path }: { path: string }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const address = URL.createObjectURL(new Blob([await getText(path)], { type: 'text/csv' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = 'payout-report.csv';
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className="row">
      <button type="button" className="button button--small" disabled={busy} data-testid="csv" onClick={() => void save()}>
        Save as CSV
      </button>
      {problem && (
        <span className="field__error" role="alert">
          {problem.message}
        </span>
      )}
    </span>
  );
}
