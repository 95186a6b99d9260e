// Views of a list as tabs: those it comes with, and those that somebody has saved on this device.
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { Dialog } from '../Dialog';
import { Field } from '../Field';
import type { View } from './Toolbar';
import type { ListState } from './useListState';
import { keepViews, readViews, VIEW_NAME_MAX, withView, type SavedView } from './views';

interface Props {
  name: string;
  label: string;
  owner: string;
  list: ListState;
  views: View[];
  visible: string[];
  setVisible: (columns: string[] | null) => void;
}

const same = (one: string, other: string) => {
  const sorted = (text: string) => [...new URLSearchParams(text)].map(String).sort().join('&');
  return sorted(one) === sorted(other);
};

export function Views({ name, label, owner, list, views, visible, setVisible }: Props) {
  const [saved, setSaved] = useState(() => readViews(owner, name));
  const [naming, setNaming] = useState(false);
  const keep = (next: SavedView[]) => {
    setSaved(next);
    keepViews(owner, name, next);
  };
  const known = [...views, ...saved].some((view) => same(view.search, list.search));
  return (
    <nav className="dt__views" aria-label={`Views of ${label.toLowerCase()}`}>
      {views.map((view) => (
        <Link key={view.label} to={{ search: view.search }} state={{ inPlace: true }} data-testid={view.testId} aria-current={same(view.search, list.search) ? 'page' : undefined}>
          {view.label} {view.count !== undefined && <span className="figure">{view.count.toLocaleString()}</span>}
        </Link>
      ))}
      {saved.map((view) => (
        <span key={view.name} className="dt__view">
          <Link
            to={{ search: view.search }}
            state={{ inPlace: true }}
            aria-current={same(view.search, list.search) ? 'page' : undefined}
            onClick={() => view.columns && setVisible(view.columns)}
          >
            {view.name}
          </Link>
          <button type="button" className="dt__drop" aria-label={`Forget the view ${view.name}`} onClick={() => keep(saved.filter((one) => one !== view))}>
            <X aria-hidden />
          </button>
        </span>
      ))}
      {!known && (
        <button type="button" className="dt__save" data-testid={`${name}-save-view`} onClick={() => setNaming(true)}>
          <Plus aria-hidden /> Save view
        </button>
      )}
      {naming && (
        <Dialog title="Save this view" close={() => setNaming(false)}>
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              const called = String(new FormData(event.currentTarget).get('view') ?? '').trim();
              if (called === '') return;
              keep(withView(saved, { name: called, search: list.search, columns: visible }));
              setNaming(false);
            }}
          >
            <p className="soft small">Filters, sort and columns as they are now. It is kept on this device, for you alone; one of the same name is replaced.</p>
            <Field label="Name of the view" name="view" required maxLength={VIEW_NAME_MAX} autoComplete="off" data-first />
            <div>
              <button type="submit" className="button button--primary">
                Save view
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </nav>
  );
}
