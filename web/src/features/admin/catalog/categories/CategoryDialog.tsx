// Makes a category, or changes one: name, place, address, words.
import { useState } from 'react';
import { changeCategory, createCategory, type Category, type CategoryBody } from '../../../../api/categories';
import { Field, SelectField, TextField } from '../../../../ui/Field';
import { useSay } from '../../../../ui/Toasts';
import { FormDialog, fieldsOf, useSaving } from '../../frame/FormDialog';
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
  // Not itself, and nothing below it.
  const own = new Set(category ? flat([category]).map((one) => one.category_id) : []);

  const saving = useSaving(async () => {
    const body: CategoryBody = {};
    if (text.name !== before.name || !category) body.name = text.name;
    if (text.parent_id !== before.parent_id || (!category && text.parent_id)) body.parent_id = text.parent_id || null;
    if (text.slug !== before.slug) body.slug = text.slug.trim() || null;
    if (text.description !== before.description) body.description = text.description;
    if (text.title !== before.title || text.words !== before.words) body.seo = { title: text.title.trim() || null, description: text.words.trim() || null };
    const now = category ? await changeCategory(category, body) : await createCategory(body);
    say.good(category ? `${now.path} is saved.` : `${now.path} is made.`);
    saved();
  });
  const field = fieldsOf(text, setText, saving.problem, { title: 'seo.title', words: 'seo.description' });

  return (
    <FormDialog of={saving} title={category ? `Change ${category.name}` : 'New category'} close={close} verb="Save" back="Back" testId="save-category">
      <Field label="Name" required maxLength={80} {...field('name')} />
      <SelectField label="Below" {...field('parent_id')}>
        <option value="">Top level</option>
        {all
          .filter((one) => !own.has(one.category_id))
          .map((one) => (
            <option key={one.category_id} value={one.category_id}>
              {one.path.replaceAll('/', ' › ')}
            </option>
          ))}
      </SelectField>
      <Field label="Address" optional maxLength={80} {...field('slug')} hint="Small letters, digits and dashes; made of the name when empty. The old address leads to the new one." />
      <TextField label="Description" optional rows={3} maxLength={2000} {...field('description')} hint="Shown above its products" />
      <details>
        <summary>Search engines</summary>
        <div className="stack">
          <Field label="Title" optional maxLength={120} {...field('title')} />
          <TextField label="Words below" optional rows={2} maxLength={320} {...field('words')} />
        </div>
      </details>
    </FormDialog>
  );
}
