// A button that saves a file; a plain link would come without the caller's token.
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/core/problem';
import { saveFile } from '../../ui/browser/saveFile';

interface Props {
  name: string;
  format: 'pdf' | 'csv' | 'xml';
  read: () => Promise<Blob>;
}

export function FileButton({ name, format, read }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <>
      <button
        type="button"
        className="button button--small"
        disabled={busy}
        data-testid={`${format}-${name}`}
        aria-label={`${name} as ${format.toUpperCase()}`}
        onClick={() => {
          setBusy(true);
          setProblem(null);
          read()
            .then((file) => saveFile(`${name}.${format}`, file))
            .catch((error: unknown) => setProblem(asProblem(error)))
            .finally(() => setBusy(false));
        }}
      >
        {format.toUpperCase()}
      </button>
      {problem && (
        <span className="field__error" role="alert">
          {problem.message}
        </span>
      )}
    </>
  );
}
