// The two files of a paper: the PDF for people, the XML for their programs.
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { readPaper } from '../../api/papers';
import { asProblem, type Problem } from '../../api/core/problem';
import type { Paper } from '../../api/types';
import { saveFile } from '../../ui/browser/saveFile';

/** `linkKey` is the key of the mail's link, where the page was opened by it. */
export function PaperFiles({ paper, linkKey }: { paper: Paper; linkKey?: string | null }) {
  const { t } = useLingui();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fetchFile = (format: 'pdf' | 'xml') => {
    setBusy(true);
    setProblem(null);
    readPaper(paper, format, linkKey ?? undefined)
      .then((file) => saveFile(`${paper.number}.${format}`, file))
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <span className="row">
      <button type="button" className="button button--small" disabled={busy} onClick={() => fetchFile('pdf')} data-testid={`pdf-${paper.number}`} aria-label={t`${paper.number} as PDF`}>
        PDF
      </button>
      <button type="button" className="button button--small" disabled={busy} onClick={() => fetchFile('xml')} data-testid={`xml-${paper.number}`} aria-label={t`${paper.number} as XML, EN 16931`}>
        XML
      </button>
      {problem && (
        <span className="field__error" role="alert">
          {problem.message}
        </span>
      )}
    </span>
  );
}
