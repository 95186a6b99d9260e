// Imports: a file is dropped, its preview looked at, and all of its lines or the good ones are carried out.
import { useEffect, useState, type DragEvent } from 'react';
import { Link, useSearchParams } from 'react-router';
import { applyImport, discardImport, previewImport, readRefusedLines, type ImportChoices } from '../../../../api/desk/imports';
import { asProblem, type Problem } from '../../../../api/core/problem';
import type { ImportJob } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { ExportButton } from '../../../../ui/ExportButton';
import { Field, SelectField } from '../../../../ui/Field';
import { Loading } from '../../../../ui/Loading';
import { useTitle } from '../../../../ui/useTitle';
import { count } from '../../../../ui/words';
import { watchImport } from '../../frame/jobs';
import { ImportLines } from './ImportLines';
import { standing, toldRows } from './importWords';
import { isUnderWay, useImportJob } from './useImportJob';
import './imports.css';

export function ImportPage() {
  useTitle('Import products');
  const [search, setSearch] = useSearchParams();
  const jobId = search.get('job');
  const [turn, setTurn] = useState(0);
  const { job, problem } = useImportJob(jobId, turn);
  const underWay = job !== null && isUnderWay(job);
  // Whoever goes on to another page sees in the frame how far it is.
  useEffect(() => {
    if (jobId !== null && underWay) watchImport(jobId);
  }, [jobId, underWay]);
  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>Import products</h1>
        {jobId !== null && (
          <button type="button" className="button button--quiet button--small" onClick={() => setSearch({})}>
            Another file
          </button>
        )}
      </div>
      {jobId === null && <Upload started={(id) => setSearch({ job: id })} />}
      {problem && <ErrorBanner problem={problem} />}
      {jobId !== null && !job && !problem && <Loading what="Loading the import" />}
      {job && <Standing key={job.job_id} job={job} goOn={() => setTurn(turn + 1)} />}
    </div>
  );
}

function Upload({ started }: { started: (jobId: string) => void }) {
  const [choices, setChoices] = useState<ImportChoices>({ layout: '', decimal: '', currency: '', stock: '' });
  const [busy, setBusy] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const send = async (file: File | undefined) => {
    if (!file || busy !== null) return;
    setBusy(file.name);
    setProblem(null);
    try {
      started(await previewImport(file, choices));
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(null);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files[0]);
  };
  const choose = (name: keyof ImportChoices) => (event: { target: { value: string } }) => setChoices({ ...choices, [name]: event.target.value });

  return (
    <>
      <p className="soft">
        A file as Shopify, WooCommerce or this shop exports it: CSV with commas, semicolons or tabs, or JSON Lines, up to 256 MB. You see what it would change before
        anything does.
      </p>
      <div className="import__choices">
        <SelectField label="Layout" value={choices.layout} onChange={choose('layout')}>
          <option value="">Told from the file</option>
          <option value="cartwright">This shop</option>
          <option value="shopify">Shopify</option>
          <option value="woocommerce">WooCommerce</option>
        </SelectField>
        <SelectField label="Before fractions" value={choices.decimal} onChange={choose('decimal')}>
          <option value="">Told from the file</option>
          <option value="point">Point: 9.99</option>
          <option value="comma">Comma: 9,99</option>
        </SelectField>
        <SelectField label="Stock" value={choices.stock} onChange={choose('stock')}>
          <option value="">Set as the file says</option>
          <option value="ignore">Leave as it is</option>
        </SelectField>
        <Field
          label="Currency, if the file names none"
          value={choices.currency}
          maxLength={3}
          placeholder="EUR"
          onChange={(event) => setChoices({ ...choices, currency: event.target.value.toUpperCase() })}
        />
      </div>
      {problem && <ErrorBanner problem={problem} />}
      <label
        className={`drop${over ? ' drop--over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span className="strong">{busy === null ? 'Drop a file here, or choose one' : `Sending ${busy} …`}</span>
        <span className="small soft">.csv, .tsv, .txt, .jsonl</span>
        <input
          type="file"
          className="visually-hidden"
          accept=".csv,.tsv,.txt,.jsonl,.ndjson,text/csv"
          disabled={busy !== null}
          data-testid="import-file"
          onChange={(event) => {
            void send(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </label>
      <p className="small soft">
        To see the columns, <Link to="/admin/products">export your products</Link> and open the file.
      </p>
    </>
  );
}

function Standing({ job, goOn }: { job: ImportJob; goOn: () => void }) {
  return (
    <>
      <section className="panel stack" aria-live="polite" data-testid="import-state" data-state={job.state}>
        <p className="strong">{standing(job)}</p>
        {isUnderWay(job) && <progress max={Math.max(job.total, 1)} value={job.total === 0 ? undefined : job.done} aria-label="Lines so far" />}
        {job.told && (
          <dl className="import__told">
            {toldRows(job.told).map(([name, value]) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        {job.told && job.told.notes.length > 0 && (
          <ul className="small soft">
            {job.told.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        <div className="row">
          {job.state === 'checked' && <Choice job={job} goOn={goOn} />}
          {job.failed > 0 && !isUnderWay(job) && (
            <ExportButton name="refused-lines.csv" label="Save refused lines" testId="refused-lines" read={() => readRefusedLines(job.job_id)} />
          )}
          {job.state === 'done' && (
            <Link className="button button--primary" to="/admin/products">
              See the products
            </Link>
          )}
        </div>
      </section>
      {job.errors.length > 0 && job.state !== 'checked' && <Refused job={job} />}
      {(job.state === 'checked' || (job.preview && job.state === 'done')) && <ImportLines jobId={job.job_id} />}
    </>
  );
}

function Choice({ job, goOn }: { job: ImportJob; goOn: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const answer = async (send: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await send();
      goOn();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const good = (job.created ?? 0) + (job.changed ?? 0);
  return (
    <>
      {job.failed === 0 && good > 0 && (
        <button type="button" className="button button--primary" disabled={busy} data-testid="apply-all" onClick={() => void answer(() => applyImport(job.job_id, 'none'))}>
          Import all {count(good, 'change')}
        </button>
      )}
      {job.failed > 0 && good > 0 && (
        <button type="button" className="button button--primary" disabled={busy} data-testid="apply-good" onClick={() => void answer(() => applyImport(job.job_id, 'good'))}>
          Import the {count(good, 'good line')}
        </button>
      )}
      <button type="button" className="button" disabled={busy} data-testid="discard" onClick={() => void answer(() => discardImport(job.job_id))}>
        Change nothing
      </button>
      {problem && (
        <span className="field__error" role="alert">
          {problem.message}
        </span>
      )}
    </>
  );
}

function Refused({ job }: { job: ImportJob }) {
  return (
    <section className="stack stack--tight">
      <h2>Refused</h2>
      <div className="table-scroll">
        <table className="table table--cards">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {job.errors.map((error, i) => (
              <tr key={i}>
                <td className="figure">{error.line > 0 ? `Line ${error.line}` : 'The file'}</td>
                <td className="import__change">{error.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {job.failed > job.errors.length && <p className="small soft">And {job.failed - job.errors.length} more.</p>}
    </section>
  );
}
