// Words that mean the same in the shop's search.
import { useState } from 'react';
import { addSynonym, listSynonyms, removeSynonym } from '../../../api/desk/admin';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { Synonym } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { May } from '../../../ui/May';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useRows } from '../../../ui/table/useRows';
import { useSay } from '../../../ui/Toasts';
import { useTitle } from '../../../ui/useTitle';

const wordsOf = (synonym: Synonym) => synonym.words.join(', ');
const columns: Column<Synonym>[] = [{ id: 'words', label: 'Words', name: true, cell: wordsOf, value: wordsOf }];

export function SynonymsPage() {
  useTitle('Synonyms');
  const say = useSay();
  const rows = useRows<Synonym>(['synonyms'], (_, signal) => listSynonyms(signal));
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);

  const add = async () => {
    setProblem(null);
    try {
      await addSynonym(text.split(',').map((word) => word.trim()).filter((word) => word !== ''));
      setText('');
      say.good('These words find the same products now.');
      rows.reload();
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
    rows.reload();
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
      <DataTable
        name="synonyms"
        label="Synonyms"
        one="group"
        rows={rows}
        columns={columns}
        rowId={(synonym) => synonym.synonym_id}
        empty="No synonyms yet."
        actions={(synonym) => (
          <May permission="products.edit">
            <button type="button" className="button button--small button--danger" onClick={() => void drop(synonym)}>
              Remove<span className="visually-hidden"> {wordsOf(synonym)}</span>
            </button>
          </May>
        )}
      />
    </div>
  );
}
