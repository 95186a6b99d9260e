// Deletes a category; where there are products in it, asks where they go.
import { useState } from 'react';
import { deleteCategory, type Category } from '../../../../api/categories';
import { asProblem, type Problem } from '../../../../api/core/problem';
import { Dialog } from '../../../../ui/Dialog';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { SelectField } from '../../../../ui/Field';
import { useSay } from '../../../../ui/Toasts';

export function DeleteCategoryDialog({ category, all, close, deleted }: { category: Category; all: Category[]; close: () => void; deleted: () => void }) {
  const say = useSay();
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // Drafts and archived products are in it too, which nobody has counted yet.
  const asks = category.products > 0 || problem?.code === 'category_has_products';

  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await deleteCategory(category, to || null);
      say.good(`${category.name} is deleted.`);
      deleted();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={`Delete ${category.name}?`} close={close}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {category.children.length > 0 ? (
          <p>There are categories below it. Move or delete them first.</p>
        ) : (
          <>
            <p>Its address leads to where its products go. Promotions for it do not follow: nothing else becomes cheaper.</p>
            {asks && (
              <SelectField label="Its products go to" required value={to} onChange={(event) => setTo(event.target.value)}>
                <option value="">Choose…</option>
                {all
                  .filter((one) => one.category_id !== category.category_id)
                  .map((one) => (
                    <option key={one.category_id} value={one.category_id}>
                      {one.path.replaceAll('/', ' › ')}
                    </option>
                  ))}
              </SelectField>
            )}
          </>
        )}
        {problem && <ErrorBanner problem={problem} />}
        <div className="row">
          {category.children.length === 0 && (
            <button type="submit" className="button button--danger" disabled={busy || (asks && to === '')}>
              {busy ? 'Deleting…' : 'Delete'}
            </button>
          )}
          <button type="button" className="button button--quiet" onClick={close}>
            Back
          </button>
        </div>
      </form>
    </Dialog>
  );
}
