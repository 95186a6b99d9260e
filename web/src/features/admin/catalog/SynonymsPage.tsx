// Words that mean the same in the shop's search.
import { useState } from 'react';
import { addSynonym, listSynonyms, removeSynonym } from '../../../api/admin';
import { asProblem, type Problem } from '../../../api/problem';
import type { Page, Synonym } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { useSay } from '../../../ui/Toasts';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';

export function SynonymsPage() {
  useTitle('Synonyms');
  const say = useSay();
  const pages = usePages<Synonym, Page<Synonym>>((_, signal) => listSynonyms(signal), 'synonyms');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);

  const add = async () => {
    setProblem(null);
    try {
      await addSynonym(text.split(',').map((word) => word.trim()).filter((word) => word !== ''));
      setText('');
      say.good('These words find the same products now.');
      pages.reload();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const drop = async (synonym: Synonym) => {
    try {
      await removeSynonym(synonym.synonym_id);
    } catch (error) {
      say.bad(asProblem(error).message);
    }
    pages.reload();
  };

  return (
    <div className="stack">
      <h1>Synonyms</h1>
      <p className="soft">Whoever searches for one word of a group finds what the others find. Plurals, accents and hyphens need no entry.</p>
      <form
        className="fields"
        aria-label="Add words that mean the same"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label="Words that mean the same" required maxLength={600} value={text} onChange={(event) => setText(event.target.value)} hint="With commas between, such as: jumper, sweater, pullover" />
        <div>
          <May permission="products.edit">
            <button type="submit" className="button button--primary">
              Add the group
            </button>
          </May>
        </div>
      </form>
      {problem && <ErrorBanner problem={problem} />}
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading synonyms" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">No synonyms yet.</p>}
      {pages.items.length > 0 && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Words</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((synonym) => (
                <tr key={synonym.synonym_id}>
                  <td>{synonym.words.join(', ')}</td>
                  <td className="end">
                    <May permission="products.edit">
                      <button type="button" className="button button--small button--danger" onClick={() => void drop(synonym)}>
                        Remove<span className="visually-hidden"> {synonym.words.join(', ')}</span>
                      </button>
                    </May>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
