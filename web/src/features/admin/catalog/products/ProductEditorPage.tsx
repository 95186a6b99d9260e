// Making or changing one product. Only what was typed is sent, under the version that was read; of two editors neither loses anything.
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Problem, asProblem } from '../../../../api/core/problem';
import { changeGoods, createGoods, deleteGoods, readGoods } from '../../../../api/products';
import type { Product } from '../../../../api/types';
import { ProductPictures } from '../../../catalog/pictures/ProductPictures';
import { productAddress } from '../../../catalog/productAddress';
import { Dialog } from '../../../../ui/Dialog';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { LeaveGuard } from '../../../../ui/forms/LeaveGuard';
import { Loading } from '../../../../ui/Loading';
import { May } from '../../../../ui/May';
import { useSay } from '../../../../ui/Toasts';
import { useLoad } from '../../../../ui/browser/useLoad';
import { useSession } from '../../../../ui/browser/useSession';
import { shopNow } from '../../../shop/useShop';
import { useTitle } from '../../../../ui/useTitle';
import { words } from '../../../../ui/words';
import { Versions } from '../../frame/Versions';
import { blankGoods, bodyOf, changedMembers, conflictsOf, faultsOf, goodsText, memberLabels, memberText, merged, patchOf, taken as takenFrom, type GoodsText } from './goodsForm';
import { GoodsFields } from './GoodsFields';
import { HistoryPanel } from './HistoryPanel';
import { SalePanel } from './SalePanel';
import { StockFields } from './StockFields';
import { VariantGrid } from './VariantGrid';
import './products.css';

export function ProductEditorPage() {
  const { productId } = useParams();
  // "new" is an address of its own; each product begins with a form of its own.
  return <Editor key={productId ?? 'new'} productId={productId ?? null} />;
}

function Editor({ productId }: { productId: string | null }) {
  const { session, may } = useSession();
  const isAdmin = may('products.view');
  const own = isAdmin ? null : session?.user.vendor_id;
  const read = useLoad<Product | null>(['products', 'edited', productId ?? 'new'], async (signal) => {
    if (productId === null) return null;
    const product = await readGoods(productId, signal);
    // The shop shows everybody's goods to everybody; they are edited by whose they are.
    if (own !== null && product.vendor_id !== own) throw new Problem(404, 'product_not_found', 'It is another seller\'s, or there is none under this address.');
    return product;
  });
  useTitle(productId === null ? 'New product' : (read.data?.name ?? 'Product'));
  if (read.problem) {
    return (
      <div className="stack">
        <h1>{read.problem.status === 404 ? 'There is no such product of yours' : 'Product'}</h1>
        <ErrorBanner problem={read.problem} retry={read.reload} />
      </div>
    );
  }
  if (productId !== null && !read.data) return <Loading what="Loading the product" />;
  return <EditorForm first={read.data} />;
}

function EditorForm({ first }: { first: Product | null }) {
  const { may } = useSession();
  const isAdmin = may('products.edit');
  const say = useSay();
  const navigate = useNavigate();
  const [product, setProduct] = useState(first);
  // What the host had when it was read, what is typed, and what the host has since, where somebody else was quicker.
  const [base, setBase] = useState<GoodsText>(() => (first ? goodsText(first) : blankGoods(shopNow().currency)));
  const [text, setText] = useState(base);
  const [theirs, setTheirs] = useState<Product | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  const [gridDirty, setGridDirty] = useState(false);
  const [asking, setAsking] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const leaving = useRef(false);
  // Counts what was taken over from the host: what was asked before that and comes after it is older.
  const taken = useRef(0);
  const dirty = changedMembers(base, text).length > 0 || gridDirty;

  useEffect(() => {
    // The first faulty field is where to go on.
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);

  const took = (now: Product) => {
    taken.current++;
    setProduct(now);
    const read = goodsText(now);
    setBase(read);
    setText(read);
    setTurn((n) => n + 1);
  };

  /** What others changed comes into the form, what was typed stays. */
  const refresh = async () => {
    if (!product) return;
    const before = taken.current;
    const now = await readGoods(product.product_id);
    if (taken.current !== before) return;
    const read = goodsText(now);
    // What both changed is asked when it is saved: until then the form keeps the version that it was typed over.
    if (conflictsOf(base, text, read).length > 0) return;
    setProduct(now);
    setText((typed) => merged(base, typed, read));
    setBase(read);
  };

  const save = async () => {
    const faults = faultsOf(text);
    if (Object.keys(faults).length > 0) {
      setProblem(new Problem(400, 'validation_failed', 'Some fields are not right yet.', faults));
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      if (!product) {
        const made = await createGoods(bodyOf(text, isAdmin && text.vendor_id.trim() ? text.vendor_id.trim() : null));
        say.good(`${made.name} is made.`);
        leaving.current = true;
        navigate(`/admin/products/${encodeURIComponent(made.product_id)}`, { replace: true });
        return;
      }
      took(await changeGoods(product.product_id, patchOf(base, text), product.version));
      say.good('Saved.');
    } catch (error) {
      const why = asProblem(error);
      if (why.status === 412) await meet(why);
      else setProblem(why);
    } finally {
      setBusy(false);
    }
  };

  // Somebody was quicker. Where they changed other members both count, and saving goes on by itself.
  const meet = async (why: Problem) => {
    if (!product) return;
    try {
      const now = await readGoods(product.product_id);
      const read = goodsText(now);
      if (conflictsOf(base, text, read).length > 0) {
        setTheirs(now);
        return;
      }
      const both = merged(base, text, read);
      took(await changeGoods(product.product_id, patchOf(read, both), now.version));
      say.good('Saved, together with what somebody else changed meanwhile.');
    } catch (error) {
      const again = asProblem(error);
      setProblem(again.status === 412 ? why : again);
    }
  };

  const remove = async () => {
    if (!product) return;
    setBusy(true);
    try {
      await deleteGoods(product.product_id, product.version);
      say.good(`${product.name} is deleted.`);
      leaving.current = true;
      navigate('/admin/products');
    } catch (error) {
      setProblem(asProblem(error));
      setAsking(false);
      setBusy(false);
    }
  };

  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>{product ? product.name : 'New product'}</h1>
        {product && product.status === 'active' && (
          <Link className="button button--quiet button--small" to={productAddress(product)}>
            See it in the shop
          </Link>
        )}
      </div>
      {product?.parent_id && (
        <p className="small soft">
          A variant of <Link to={`/admin/products/${encodeURIComponent(product.parent_id)}`}>another product</Link>; it is shown only while that one is.
        </p>
      )}
      {theirs && (
        <Versions
          what="this product"
          members={conflictsOf(base, text, goodsText(theirs))}
          label={(member) => memberLabels[member]}
          said={(member, whose) => memberText(whose === 'mine' ? text : goodsText(theirs), member)}
          settled={(members) => {
            // Saving again is the editor's own press: they look at what they have chosen first.
            const now = goodsText(theirs);
            setProduct(theirs);
            setBase(now);
            setText(members.reduce((next, member) => takenFrom(now, next, member), merged(base, text, now)));
            setTheirs(null);
          }}
        />
      )}
      <div className="editor">
        <form
          ref={form}
          className="stack"
          noValidate
          data-testid="product-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!theirs) void save();
          }}
        >
          <GoodsFields text={text} change={setText} problem={problem} isNew={product === null} isAdmin={isAdmin} isVariant={Boolean(product?.parent_id)} />
          {problem && <ErrorBanner problem={problem} />}
          <div className="panel panel--mist row editor__save">
            <May permission="products.edit" vendors>
              <button type="submit" className="button button--primary" disabled={busy || theirs !== null || (product !== null && changedMembers(base, text).length === 0)} data-testid="save-product">
                {busy ? 'Saving…' : product ? 'Save' : 'Make the product'}
              </button>
            </May>
            {dirty && <span className="small soft">Not saved yet</span>}
            {product && (
              <May permission="products.edit" vendors>
                <button type="button" className="link-button" onClick={() => setAsking(true)}>
                  Delete
                </button>
              </May>
            )}
          </div>
        </form>
        <aside className="stack editor__side">
          {product && <HistoryPanel productId={product.product_id} turn={turn} />}
          {!product && <p className="panel small soft">Pictures, stock and variants follow when the product is made. As a draft nobody else sees it.</p>}
        </aside>
      </div>
      {product && (
        <>
          <section className="editor__section" aria-labelledby="pictures" data-testid="pictures">
            <h2 id="pictures">Pictures</h2>
            <ProductPictures
              productId={product.product_id}
              changed={() => {
                setTurn((n) => n + 1);
                // The pictures are there; a form that is behind hears of it when it is saved itself.
                refresh().catch(() => undefined);
              }}
            />
          </section>
          {!product.has_variants && (
            <SalePanel
              product={product}
              saved={() => {
                setTurn((n) => n + 1);
                // The price for a time is saved; a form that is behind hears of it when it is saved itself.
                refresh().catch(() => undefined);
              }}
            />
          )}
          {!product.has_variants && <StockFields product={product} />}
          {!product.parent_id && (
            <VariantGrid
              product={product}
              axes={base.axes}
              saved={() => {
                setTurn((n) => n + 1);
                // The variants are saved; a form that is behind hears of it when it is saved itself.
                refresh().catch(() => undefined);
              }}
              setDirty={setGridDirty}
            />
          )}
        </>
      )}
      <LeaveGuard dirty={dirty} keeps={() => leaving.current} />
      {asking && product && (
        <Dialog title={`Delete ${product.name}?`} close={() => setAsking(false)}>
          <p>
            It leaves the shop{product.has_variants ? ' with its variants' : ''}, and its id cannot be used again. {words('archived')} products can be offered again; deleted ones cannot.
          </p>
          <div className="row">
            <button type="button" className="button button--danger" disabled={busy} onClick={() => void remove()}>
              Delete for ever
            </button>
            <button type="button" className="button button--quiet" onClick={() => setAsking(false)}>
              Keep it
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
