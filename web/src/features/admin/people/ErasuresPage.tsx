// What the shop keeps of a person as a file to hand over, guests included, and the log of whom it has erased.
import { useState } from 'react';
import { Link } from 'react-router';
import { listErasures, readPersonsData } from '../../../api/admin';
import { asProblem, type Problem } from '../../../api/problem';
import type { ErasureEntry } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { fieldError } from '../../../ui/fieldError';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { saveFile } from '../../../ui/saveFile';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { count, dateTime, shortId } from '../../../ui/words';

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

function Log() {
  const pages = usePages<ErasureEntry>((cursor, signal) => listErasures({ limit: 30, cursor }, signal), '');
  return (
    <>
      <section className="stack" aria-labelledby="erasures-title">
        <h2 id="erasures-title">Who was erased</h2>
        <p className="soft">The log names nobody: the ids lead to no person any more. Other modules add what they erase within seconds.</p>
        {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
        {pages.loading && !pages.first && !pages.problem && <Loading what="Loading the log" />}
        {pages.first && pages.items.length === 0 && <p className="empty soft">Nobody was erased yet.</p>}
        {pages.items.length > 0 && (
          <div className="table-scroll">
            <table className="table table--cards" data-testid="erasures">
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Asked by</th>
                  <th scope="col">Whose</th>
                  <th scope="col">What went</th>
                </tr>
              </thead>
              <tbody>
                {pages.items.map((one) => (
                  <tr key={one.erasure_id} data-testid="erasure-row">
                    <td className="nowrap">
                      {dateTime(one.at)}
                      {!one.ended_at && <span className="below small">Broken off: repeat it</span>}
                    </td>
                    <td>
                      {askedBy[one.actor]}
                      {one.actor === 'admin' && one.actor_id && <span className="below small soft mono">{shortId(one.actor_id)}</span>}
                    </td>
                    <td>{one.user_id ? <span className="mono small">{shortId(one.user_id)}</span> : count(one.orders, 'order')}</td>
                    <td className="small">{one.erased.map((part) => `${part.module}: ${part.rows} in ${part.table}`).join('; ') || '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <LoadMore pages={pages} />
      </section>
    </>
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
