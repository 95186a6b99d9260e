// What a preview says of each line.
import { useState } from 'react';
import { listImportLines } from '../../../../api/desk/imports';
import type { ImportLine } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { SelectField } from '../../../../ui/Field';
import { LoadMore } from '../../../../ui/LoadMore';
import { Loading } from '../../../../ui/Loading';
import { useRows } from '../../../../ui/table/useRows';
import { words } from '../../../../ui/words';
import { outcomes, outcomeTone, shown } from './importWords';

export function ImportLines({ jobId }: { jobId: string }) {
  const [outcome, setOutcome] = useState('');
  const pages = useRows<ImportLine>(['imports', jobId, { outcome }], (cursor, signal) => listImportLines(jobId, { outcome, limit: 50, cursor }, signal));
  return (
    <section className="stack stack--tight">
      <div className="row row--apart">
        <h2>Lines</h2>
        <SelectField label="Show" value={outcome} onChange={(event) => setOutcome(event.target.value)}>
          <option value="">All</option>
          {outcomes.map((one) => (
            <option key={one} value={one}>
              {words(one)}
            </option>
          ))}
        </SelectField>
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading lines" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">There are none.</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Product</th>
                <th scope="col">What</th>
                <th scope="col">Changes</th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((line, i) => (
                <tr key={i} data-testid="import-line">
                  <td className="figure nowrap">Line {line.line}</td>
                  <td className="import__change">{line.product_id ?? ''}</td>
                  <td>
                    <span className={`pill ${outcomeTone[line.outcome]}`}>{words(line.outcome)}</span>
                  </td>
                  <td className="import__change">{line.detail ?? <Changes line={line} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore pages={pages} />
    </section>
  );
}

function Changes({ line }: { line: ImportLine }) {
  return (
    <>
      {line.changes.map((change) => (
        <div key={change.member}>
          {words(change.member)}: <del>{shown(change.from)}</del> <span aria-hidden="true">→</span> <ins>{shown(change.to)}</ins>
        </div>
      ))}
    </>
  );
}
