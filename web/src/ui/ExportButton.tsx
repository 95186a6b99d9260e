// Saves a list as a file; a plain link would come without the caller's token.
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { asProblem, type Problem } from '../api/core/problem';
import { saveFile } from './browser/saveFile';

export function ExportButton({ name, label, read, testId }: { name: string; label?: string; read: () => Promise<Blob>; testId?: string }) {
  const { t } = useLingui();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      saveFile(name, await read());
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="button" disabled={busy} data-testid={testId} onClick={() => void save()}>
        {busy ? t`Saving…` : (label ?? t`Export`)}
      </button>
      {problem && (
        <span className="field__error" role="alert">
          {problem.message}
        </span>
      )}
    </>
  );
}
