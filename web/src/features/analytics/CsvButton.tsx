// Saves what a table shows as a CSV file.
import { useState } from 'react';
import { readCsv, type Figure } from '../../api/desk/analytics';
import { asProblem, type Problem } from '../../api/core/problem';
import type { QueryValue } from '../../api/core/client';
import { saveFile } from '../../ui/browser/saveFile';

export function CsvButton({ figure, query }: { figure: Figure; query: Record<string, QueryValue> }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      saveFile(`${figure}.csv`, new Blob([await readCsv(figure, query)], { type: 'text/csv' }));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className="row">
      <button type="button" className="button button--small" onClick={save} disabled={busy} data-testid={`csv-${figure}`}>
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
