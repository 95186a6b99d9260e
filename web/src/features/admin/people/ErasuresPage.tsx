// What the shop keeps of a person as a file to hand over, guests included, and the log of whom it has erased.
import { useState } from 'react';
import { Link } from 'react-router';
import { listErasures, readPersonsData } from '../../../api/desk/admin';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { ErasureEntry } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { fieldError } from '../../../ui/forms/fieldError';
import { May } from '../../../ui/May';
import { saveFile } from '../../../ui/browser/saveFile';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useRows } from '../../../ui/table/useRows';
import { When } from '../../../ui/table/When';
import { useTitle } from '../../../ui/useTitle';
import { count, shortId } from '../../../ui/words';

const askedBy: Record<ErasureEntry['actor'], string> = {
  customer: 'The person',
  admin: 'An administrator',
  operator: 'A command of the operator',
  retention: 'The years for books are over',
};

export function ErasuresPage() {
  useTitle('Data and erasures');
  return (
    <div className="stack stack--loose">
      <div className="stack stack--tight">
        <Link className="small" to="/admin/users">
          All users
        </Link>
        <h1>Data and erasures</h1>
      </div>
      <May permission="persons.export">
        <PersonsFile />
      </May>
      <May permission="persons.erase">
        <Log />
      </May>
    </div>
  );
}

const went = (one: ErasureEntry) => one.erased.map((part) => `${part.module}: ${part.rows} in ${part.table}`).join('; ') || '–';

const columns: Column<ErasureEntry>[] = [
  {
    id: 'at',
    label: 'When',
    name: true,
    cell: (one) => (
      <>
        <When at={one.at} />
        {!one.ended_at && <span className="below small">Broken off: repeat it</span>}
      </>
    ),
    value: (one) => one.at,
  },
  {
    id: 'by',
    label: 'Asked by',
    plain: true,
    cell: (one) => (
      <>
        {askedBy[one.actor]}
        {one.actor === 'admin' && one.actor_id && <span className="below small soft mono">{shortId(one.actor_id)}</span>}
      </>
    ),
    value: (one) => one.actor,
  },
  { id: 'whose', label: 'Whose', plain: true, cell: (one) => (one.user_id ? <span className="mono small">{shortId(one.user_id)}</span> : count(one.orders, 'order')), value: (one) => one.user_id },
  { id: 'went', label: 'What went', plain: true, cell: (one) => <span className="small">{went(one)}</span>, value: went },
];

function Log() {
  const rows = useRows<ErasureEntry>(['erasures'], (cursor, signal) => listErasures({ limit: 50, cursor }, signal));
  return (
    <section className="stack" aria-labelledby="erasures-title">
      <h2 id="erasures-title">Who was erased</h2>
      <p className="soft">The log names nobody: the ids lead to no person any more. Other modules add what they erase within seconds.</p>
      <DataTable name="erasures" label="Erasures" testId="erasures" one="erasure" rows={rows} columns={columns} rowId={(one) => one.erasure_id} rowTestId="erasure-row" empty="Nobody was erased yet." />
    </section>
  );
}

function PersonsFile() {
  const [email, setEmail] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <form
      className="panel stack"
      aria-labelledby="file-title"
      data-testid="person-file"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        setBusy(true);
        setProblem(null);
        readPersonsData(email.trim())
          .then((text) => saveFile('person.json', new Blob([text], { type: 'application/json' })))
          .catch((error: unknown) => setProblem(asProblem(error)))
          .finally(() => setBusy(false));
      }}
    >
      <h2 id="file-title">A person's file</h2>
      <p className="small soft">All that the shop keeps of somebody: the account with this address, and every order that was placed with it, also as a guest. Make sure who asks before you hand it over.</p>
      {problem && <ErrorBanner problem={problem} />}
      <Field label="E-mail address" type="email" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} error={fieldError(problem, 'email')} />
      <div>
        <button type="submit" className="button" aria-disabled={busy}>
          {busy ? 'Collecting…' : 'Download the file'}
        </button>
      </div>
    </form>
  );
}
