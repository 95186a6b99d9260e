// One product: pictures, price, options, stock, adding to the cart, and what goes with it.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { getProduct, getProductAt, listVariants } from '../../api/catalog';
import { asProblem } from '../../api/problem';
import type { Product } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { TickIcon, TruckIcon } from '../../ui/icons';
import { PriceTag } from '../../ui/PriceTag';
import { QuantityStepper, QUANTITY_MAX } from '../../ui/QuantityStepper';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/useLoad';
import { useSession } from '../../ui/useSession';
import { useTitle } from '../../ui/useTitle';
import { words } from '../../ui/words';
import { useCart } from '../cart/CartContext';
import { addressOf, lastName, useCategories, wayTo } from '../catalog/categories';
import { searchFor, noFilters } from '../catalog/filters';
import { stockHint } from '../catalog/stockHint';
import { Attributes } from './Attributes';
import { Gallery } from './Gallery';
import { axesOf, choiceOf, isPossible, variantFor, type Choice } from './options';
import { Recommendations } from './Recommendations';
import { Safety } from './Safety';
import '../catalog/catalog.css';
import './product.css';
import { useSellerName } from '../shop/useShop';

interface Family {
  /** What the address named. */
  product: Product;
  /** The parent where the address named a variant. */
  parent: Product;
  variants: Product[];
}

async function readFamily(id: string, signal: AbortSignal): Promise<Family> {
  const product = await getProductAt(id, signal);
  const parent = product.parent_id ? await getProduct(product.parent_id, signal) : product;
  const variants = parent.has_variants ? await listVariants(parent.product_id, signal) : [];
  return { product, parent, variants };
}

function belongs(id: string, { parent, variants }: Family): boolean {
  return parent.product_id === id || parent.slug === id || variants.some((variant) => variant.product_id === id);
}

// A variant without pictures of its own shows its parent's.
function picturesOf(shown: Product, parent: Product): Pick<Product, 'images' | 'pictures'> {
  const from = shown.images.length > 0 && (shown.pictures?.length || !parent.pictures?.length) ? shown : parent;
  return { images: from.images, pictures: from.pictures };
}

export function ProductPage() {
  const { t } = useLingui();
  const { productId = '' } = useParams();
  const known = useRef<{ key: string; family: Family } | null>(null);
  // Choosing a variant changes the address within a family that is already here: nothing is read again.
  const key = known.current && belongs(productId, known.current.family) ? known.current.key : productId;
  const family = useLoad((signal) => readFamily(productId, signal), key);
  if (family.data) known.current = { key, family: family.data };
  useTitle(null);
  const missing = family.problem?.status === 404;

  return (
    <div className="page">
      {family.problem && !missing && (
        <div className="page-head">
          <ErrorBanner problem={family.problem} retry={family.reload} />
        </div>
      )}
      {missing && (
        <div className="empty">
          <h1><Trans>This product is not here any more</Trans></h1>
          <p><Trans>It may have sold its last piece. The rest of the shop is still open.</Trans></p>
          <Link className="button button--primary" to="/">
            <Trans>Back to the shop</Trans>
          </Link>
        </div>
      )}
      {!family.data && !family.problem && (
        <>
          <nav className="crumbs" aria-label={t`You are here`}>
            <Link to="/"><Trans>Shop</Trans></Link>
          </nav>
          <div className="product" aria-busy="true">
            <span className="skeleton skeleton--tile" />
            <div className="stack">
              <span className="skeleton skeleton--title" />
              <span className="skeleton skeleton--line" />
              <span className="skeleton skeleton--block" />
            </div>
          </div>
        </>
      )}
      {family.data && <ProductView key={family.data.parent.product_id} family={family.data} addressed={productId} />}
      {family.data && <Recommendations productId={family.data.parent.product_id} />}
    </div>
  );
}

function ProductView({ family, addressed }: { family: Family; addressed: string }) {
  const { t } = useLingui();
  const seller = useSellerName();
  const { parent, variants, product } = family;
  const axes = axesOf(parent, variants);
  const way = wayTo(useCategories(), parent.category);
  const [choice, setChoice] = useState<Choice>(() => (product.parent_id ? choiceOf(product, axes) : {}));
  const [quantity, setQuantity] = useState(1);
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState(false);
  const { add } = useCart();
  const say = useSay();
  const navigate = useNavigate();
  const { session, may, isVendor } = useSession();
  const mayEdit = may('products.edit') || (isVendor && session?.user.vendor_id === parent.vendor_id);

  const hasChoice = variants.length > 0 && axes.length > 0;
  const variant = hasChoice ? variantFor(variants, axes, choice) : null;
  const chosen: Product | null = hasChoice ? variant : product;
  const shown = variant ?? product;
  useTitle(shown.seo?.title ?? shown.name);
  const available = chosen?.stock?.available;
  const hint = stockHint(chosen?.stock);
  const soldOut = available !== undefined && available <= 0;
  const unchosen = axes.find((axis) => hasChoice && choice[axis.name] === undefined);

  // The address follows the chosen variant, so that it can be shared; one that the product had before becomes the present one.
  useEffect(() => {
    const now = variant ? variant.product_id : (product.slug ?? addressed);
    if (now !== addressed && (variant || product.product_id === parent.product_id)) {
      navigate(`/products/${encodeURIComponent(now)}`, { replace: true, preventScrollReset: true, state: { inPlace: true } });
    }
  }, [variant, addressed, navigate, product, parent]);

  const put = async () => {
    if (!chosen) {
      setAsked(true);
      return;
    }
    if (adding) return;
    setAdding(true);
    try {
      await add(chosen.product_id, quantity);
      say.good(t`${chosen.name} is in your cart.`, { to: '/cart', text: t`View cart` });
    } catch (error) {
      const problem = asProblem(error);
      const left = problem.members.available;
      if (problem.code === 'guests_denied') say.bad(problem.message, { to: `/sign-in?next=${encodeURIComponent(`/products/${chosen.product_id}`)}`, text: t`Sign in` });
      else say.bad(problem.code === 'out_of_stock' && typeof left === 'number' ? (left > 0 ? t`Only ${left} left, counting what is in your cart.` : t`This has just sold out.`) : problem.message);
    } finally {
      setAdding(false);
    }
  };

  return (
    <>
      <nav className="crumbs" aria-label={t`You are here`}>
        <Link to="/"><Trans>Shop</Trans></Link>
        {way.length > 0 ? (
          way.map((category) => (
            <Link key={category.category_id} to={addressOf(category)}>
              {category.name}
            </Link>
          ))
        ) : (
          <Link to={`/?${searchFor({ ...noFilters, category: parent.category })}`}>{words(lastName(parent.category))}</Link>
        )}
      </nav>
      <div className="product">
        <Gallery {...picturesOf(shown, parent)} name={shown.name} />
        <div className="product__buy">
          <div className="stack stack--tight">
            <Link className="product__vendor" to={`/?${searchFor({ ...noFilters, vendor_id: parent.vendor_id })}`}>
              {seller(parent.vendor_name) ?? t`Maker ${parent.vendor_id}`}
            </Link>
            <h1>{shown.name}</h1>
            {mayEdit && (
              <Link className="small" to={`/admin/products/${encodeURIComponent(parent.product_id)}`} data-testid="edit-product">
                <Trans>Edit</Trans>
              </Link>
            )}
            <p className="product__price">
              {hasChoice && !variant ? (
                <Trans>
                  <span className="soft">from </span>
                  <PriceTag of={shown} />
                </Trans>
              ) : (
                <PriceTag of={shown} />
              )}
            </p>
          </div>
          <p className="product__words">{shown.description || parent.description}</p>

          {hasChoice &&
            axes.map((axis) => (
              <fieldset key={axis.name} className="options" aria-invalid={asked && choice[axis.name] === undefined}>
                <legend>
                  {words(axis.name)}
                  {choice[axis.name] && <span className="soft"> {choice[axis.name]}</span>}
                </legend>
                <div className="row">
                  {axis.values.map((value) => (
                    <label key={value} className={`option${isPossible(variants, choice, axis.name, value) ? '' : ' option--off'}`}>
                      <input
                        type="radio"
                        name={`option-${axis.name}`}
                        checked={choice[axis.name] === value}
                        onChange={() =>
                          // A value that does not exist with the rest starts the choice afresh rather than being refused.
                          setChoice((was) => (isPossible(variants, was, axis.name, value) ? { ...was, [axis.name]: value } : { [axis.name]: value }))
                        }
                      />
                      <span>{value}</span>
                    </label>
                  ))}
                </div>
              </fieldset>
            ))}
          {asked && unchosen && <ErrorBanner problem={t`Please choose first: ${words(unchosen.name)}.`} />}

          {hint && (
            <p className={`stock stock--${hint.tone} product__stock`}>
              {hint.text}
              {hint.tone === 'in' && available !== undefined && <span className="soft"> · <Plural value={available} one="# piece ready to ship" other="# pieces ready to ship" /></span>}
            </p>
          )}
          <div className="row product__add">
            <QuantityStepper label={t`Quantity`} value={quantity} max={Math.max(1, Math.min(available ?? QUANTITY_MAX, QUANTITY_MAX))} disabled={soldOut} change={setQuantity} />
            <button type="button" className="button button--primary" data-testid="add-to-cart" disabled={soldOut} aria-disabled={adding} onClick={() => void put()}>
              {soldOut ? t`Sold out` : adding ? t`Adding…` : t`Add to cart`}
            </button>
          </div>
          <ul className="product__promises small soft">
            <li>
              <TruckIcon /> <Trans>Standard or express shipping, priced before you pay</Trans>
            </li>
            <li>
              <TickIcon /> <Trans>Cancel free of charge until we start packing</Trans>
            </li>
          </ul>
          <Attributes of={shown} parent={parent} />
          <Safety of={shown} parent={parent} />
        </div>
      </div>
    </>
  );
}

