// Chooses a category of the tree by typing a part of its path; a path that is not there yet is made with the product.
import { useId, useState } from 'react';
import { Field } from '../../../../ui/Field';
import { flat, matching, useCategories } from '../../../catalog/categories';
import './categories.css';

const SHOWN_MAX = 12;

interface Props {
  value: string;
  change: (path: string) => void;
  error?: string | null;
  span?: 'half';
  required?: boolean;
}

export function CategoryField({ value, change, error, span, required }: Props) {
  const all = flat(useCategories());
  const id = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const known = all.some((category) => category.path === value.trim());
  // What is chosen already is no search: all can be looked through then.
  const found = matching(all, known ? '' : value);
  const shown = found.slice(0, SHOWN_MAX);
  const isOpen = open && shown.length > 0;
  const choose = (path: string) => {
    change(path);
    setOpen(false);
    setAt(-1);
  };

  return (
    <div className={`category-field${span ? ` ${span}` : ''}`}>
      <Field
        label="Category"
        required={required}
        maxLength={300}
        autoComplete="off"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && at >= 0 ? `${id}-${at}` : undefined}
        value={value}
        error={error}
        hint={value.trim() !== '' && !known && all.length > 0 ? 'New: it is made when this is saved. A slash puts it below another: Clothing/Shirts' : undefined}
        onChange={(event) => {
          change(event.target.value);
          setOpen(true);
          setAt(-1);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setOpen(true);
            if (shown.length > 0) setAt((was) => (event.key === 'ArrowDown' ? (was + 1) % shown.length : (was <= 0 ? shown.length : was) - 1));
          } else if (event.key === 'Escape' && isOpen) {
            event.preventDefault();
            setOpen(false);
          } else if (event.key === 'Enter' && isOpen && shown[at]) {
            event.preventDefault();
            choose(shown[at].path);
          }
        }}
      />
      <ul className="category-field__list" id={`${id}-list`} role="listbox" aria-label="Categories" hidden={!isOpen}>
        {shown.map((category, i) => (
          <li
            key={category.category_id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={category.path === value}
            className={i === at ? 'category-field__at' : undefined}
            // Before the field loses the focus, which would close the list.
            onMouseDown={(event) => {
              event.preventDefault();
              choose(category.path);
            }}
          >
            {category.path.replaceAll('/', ' › ')}
          </li>
        ))}
        {found.length > shown.length && (
          <li className="small soft" role="presentation">
            {found.length - shown.length} more: type to find them
          </li>
        )}
      </ul>
    </div>
  );
}
