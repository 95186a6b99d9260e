// Makes a category, or changes one: name, place, address, words.
import { useState } from 'react';
import { changeCategory, createCategory, type Category, type CategoryBody } from '../../../../api/categories';
import { asProblem, type Problem } from '../../../../api/problem';
import { Dialog } from '../../../../ui/Dialog';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Field, SelectField, TextField } from '../../../../ui/Field';
import { fieldError } from '../../../../ui/fieldError';
import { useSay } from '../../../../ui/Toasts';
import { flat } from '../../../catalog/categories';

interface Props {
  /** Null for a new one. */
  category: Category | null;
  /** The parent that a new one begins with. */
  below: Category | null;
  all: Category[];
  close: () => void;
  saved: () => void;
}

export function CategoryDialog({ category, below, all, close, saved }: Props) {
  const say = useSay();
  const before = {
    name: category?.name ?? '',
    parent_id: category?.parent_id ?? below?.category_id ?? '',
    slug: category?.slug ?? '',
    description: category?.description ?? '',
    title: category?.seo?.title ?? '',
    words: category?.seo?.description ?? '',
  };
  const [text, setText] = useState(before);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // Not itself, and nothing below it.
  const own = new Set(category ? flat([category]).map((one) => one.category_id) : []);
  const set = (part: Partial<typeof text>) => setText({ ...text, ...part });

  const save = async () => {
    setBusy(true);
    setProblem(null);
    const body: CategoryBody = {};
    if (text.name !== before.name || !category) body.name = text.name;
    if (text.parent_id !== before.parent_id || (!category && text.parent_id)) body.parent_id = text.parent_id || null;
    if (text.slug !== before.slug) body.slug = text.slug.trim() || null;
    if (text.description !== before.description) body.description = text.description;
    if (text.title !== before.title || text.words !== before.words) body.seo = { title: text.title.trim() || null, description: text.words.trim() || null };
    try {
      const now = category ? await changeCategory(category, body) : await createCategory(body);
      say.good(category ? `${now.path} is saved.` : `${now.path} is made.`);
      saved();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={category ? `Change ${category.name}` : 'New category'} close={close}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label="Name" required maxLength={80} value={text.name} error={fieldError(problem, 'name')} onChange={(event) => set({ name: event.target.value })} />
        <SelectField label="Below" value={text.parent_id} error={fieldError(problem, 'parent_id')} onChange={(event) => set({ parent_id: event.target.value })}>
          <option value="">Top level</option>
          {all
            .filter((one) => !own.has(one.category_id))
            .map((one) => (
              <option key={one.category_id} value={one.category_id}>
                {one.path.replaceAll('/', ' › ')}
              </option>
            ))}
        </SelectField>
        <Field label="Address" optional maxLength={80} value={text.slug} error={fieldError(problem, 'slug')} onChange={(event) => set({ slug: event.target.value })} hint="Small letters, digits and dashes; made of the name when empty. The old address leads to the new one." />
        <TextField label="Description" optional rows={3} maxLength={2000} value={text.description} error={fieldError(problem, 'description')} onChange={(event) => set({ description: event.target.value })} hint="Shown above its products" />
        <details>
          <summary>Search engines</summary>
          <div className="stack">
            <Field label="Title" optional maxLength={120} value={text.title} error={fieldError(problem, 'seo.title')} onChange={(event) => set({ title: event.target.value })} />
            <TextField label="Words below" optional rows={2} maxLength={320} value={text.words} error={fieldError(problem, 'seo.description')} onChange={(event) => set({ words: event.target.value })} />
          </div>
        </details>
        {problem && <ErrorBanner problem={problem} />}
        <div className="row">
          <button type="submit" className="button button--primary" disabled={busy} data-testid="save-category">
            {busy ? 'Saving…' : 'Save'}
          </button>
          <button type="button" className="button button--quiet" onClick={close}>
            Back
          </button>
        </div>
      </form>
    </Dialog>
  );
}
