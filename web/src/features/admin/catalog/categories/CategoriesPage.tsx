// The tree of categories for staff: made, renamed, moved by keyboard or pointer, deleted.
import { useState } from 'react';
import { Link } from 'react-router';
import { changeCategory, readCategories, type Category } from '../../../../api/categories';
import { asProblem } from '../../../../api/core/problem';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Loading } from '../../../../ui/Loading';
import { useSay } from '../../../../ui/Toasts';
import { useLoad } from '../../../../ui/browser/useLoad';
import { useTitle } from '../../../../ui/useTitle';
import { count } from '../../../../ui/words';
import { addressOf, flat, forgetCategories } from '../../../catalog/categories';
import { CategoryDialog } from './CategoryDialog';
import { DeleteCategoryDialog } from './DeleteCategoryDialog';
import './categories.css';

type Asked = { what: 'make'; below: Category | null } | { what: 'edit' | 'delete'; category: Category };

export function CategoriesPage() {
  useTitle('Categories');
  const say = useSay();
  const tree = useLoad(['categories', 'tree'], readCategories);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [dragged, setDragged] = useState<Category | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const all = flat(tree.data ?? []);

  const changed = () => {
    setAsked(null);
    forgetCategories();
    tree.reload();
  };

  const move = async (category: Category, to: { parent_id?: string | null; position?: number }, done: string) => {
    if (busy) return;
    setBusy(true);
    try {
      await changeCategory(category, to);
      say.good(done);
    } catch (error) {
      say.bad(asProblem(error).message);
    } finally {
      setBusy(false);
      changed();
    }
  };

  const mayTake = (target: Category | null) =>
    dragged !== null && target?.category_id !== dragged.category_id && (target?.category_id ?? null) !== (dragged.parent_id ?? null) && !(target && flat([dragged]).some((one) => one.category_id === target.category_id));

  const drop = (target: Category | null) => ({
    onDragOver: (event: React.DragEvent) => {
      if (!mayTake(target)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(target?.category_id ?? 'root');
    },
    onDrop: (event: React.DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      setOver(null);
      if (dragged && mayTake(target)) void move(dragged, { parent_id: target?.category_id ?? null }, `${dragged.name} is ${target ? `below ${target.path}` : 'at the top level'} now.`);
      setDragged(null);
    },
  });

  const rows = (some: Category[]) => (
    <ul className="tree" role="list">
      {some.map((category, i) => (
        <li key={category.category_id} data-testid="category" data-path={category.path}>
          <div
            className={`tree__row${over === category.category_id ? ' tree__row--over' : ''}`}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.setData('text/plain', category.path);
              setDragged(category);
            }}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            {...drop(category)}
          >
            <span className="tree__grip" aria-hidden="true">
              ⠿
            </span>
            <div className="tree__name">
              <Link className="strong" to={addressOf(category)}>
                {category.name}
              </Link>
              <span className="small soft">
                {count(category.products, 'product')} for sale{category.moving ? ' · products are on their way here' : ''}
              </span>
            </div>
            <div className="tree__acts">
              <button type="button" className="icon-button" disabled={busy || i === 0} aria-label={`Move ${category.name} up`} onClick={() => void move(category, { position: i - 1 }, `${category.name} is moved up.`)}>
                ↑
              </button>
              <button type="button" className="icon-button" disabled={busy || i === some.length - 1} aria-label={`Move ${category.name} down`} onClick={() => void move(category, { position: i + 1 }, `${category.name} is moved down.`)}>
                ↓
              </button>
              <button type="button" className="button button--small button--quiet" onClick={() => setAsked({ what: 'make', below: category })}>
                Add below<span className="visually-hidden"> {category.name}</span>
              </button>
              <button type="button" className="button button--small" data-testid="edit-category" onClick={() => setAsked({ what: 'edit', category })}>
                Edit<span className="visually-hidden"> {category.name}</span>
              </button>
              <button type="button" className="button button--small button--quiet" onClick={() => setAsked({ what: 'delete', category })}>
                Delete<span className="visually-hidden"> {category.name}</span>
              </button>
            </div>
          </div>
          {category.children.length > 0 && rows(category.children)}
        </li>
      ))}
    </ul>
  );

  return (
    <div className="stack">
      <div className="row row--apart">
        <div>
          <h1>Categories</h1>
          <p className="small soft">A new name or place takes products and promotions along. Drag a category onto another to put it below, or use Edit.</p>
        </div>
        <button type="button" className="button button--primary" data-testid="new-category" onClick={() => setAsked({ what: 'make', below: null })}>
          New category
        </button>
      </div>
      {tree.problem && <ErrorBanner problem={tree.problem} retry={tree.reload} />}
      {!tree.data && !tree.problem && <Loading what="Loading categories" />}
      {tree.data?.length === 0 && <p className="empty soft">There is no category yet. One is made with the first product that names it, or here.</p>}
      {tree.data && tree.data.length > 0 && rows(tree.data)}
      {dragged?.parent_id && (
        <div className={`tree__top${over === 'root' ? ' tree__row--over' : ''}`} {...drop(null)}>
          Drop here for the top level
        </div>
      )}
      {asked?.what === 'make' && <CategoryDialog category={null} below={asked.below} all={all} close={() => setAsked(null)} saved={changed} />}
      {asked?.what === 'edit' && <CategoryDialog category={asked.category} below={null} all={all} close={() => setAsked(null)} saved={changed} />}
      {asked?.what === 'delete' && <DeleteCategoryDialog category={asked.category} all={all} close={() => setAsked(null)} deleted={changed} />}
    </div>
  );
}
