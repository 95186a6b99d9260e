// A product that is there: pictures, price, options, stock and the cart.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Product } from '../../api/types';
import { PriceTag } from '../../ui/PriceTag';
import { QuantityStepper, QUANTITY_MAX } from '../../ui/QuantityStepper';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { words } from '../../ui/words';
import { useAddToCart } from '../cart/useAddToCart';
import { addressOf, lastName, useCategories, wayTo } from '../catalog/categories';
import { searchFor, noFilters } from '../catalog/filters';
import type { Family } from '../catalog/queries';
import { rememberProduct } from '../catalog/recent';
import { stockHint } from '../catalog/stockHint';
import { useSellerName } from '../shop/useShop';
import { Attributes } from './Attributes';
import { DeliveryNote } from './DeliveryNote';
import { Gallery } from './Gallery';
import { Options } from './Options';
import { axesOf, choiceOf, variantFor, type Choice } from './options';
import { Safety } from './Safety';
import { ShareButton } from './ShareButton';
import { StickyAdd } from './StickyAdd';

// A variant without pictures of its own shows its parent's.
function picturesOf(shown: Product, parent: Product): Pick<Product, 'images' | 'pictures'> {
  const from = shown.images.length > 0 && (shown.pictures?.length || !parent.pictures?.length) ? shown : parent;
  return { images: from.images, pictures: from.pictures };
}

/** `addressed`: what of the family the address names. */
export function ProductView({ family, addressed }: { family: Family; addressed: string }) {
  const { t } = useLingui();
  const seller = useSellerName();
  const { parent, variants } = family;
  const axes = axesOf(parent, variants);
  const named = variants.find((variant) => variant.product_id === addressed);
  const way = wayTo(useCategories(), parent.category);
  const [choice, setChoice] = useState<Choice>(() => (named ? choiceOf(named, axes) : {}));
  const [quantity, setQuantity] = useState(1);
  const [asked, setAsked] = useState(false);
  const { add, adding } = useAddToCart();
  const navigate = useNavigate();
  const { session, may, isVendor } = useSession();
  const mayEdit = may('products.edit') || (isVendor && session?.user.vendor_id === parent.vendor_id);
  const buying = useRef<HTMLDivElement>(null);

  const hasChoice = variants.length > 0 && axes.length > 0;
  const variant = hasChoice ? variantFor(variants, axes, choice) : null;
  const shown = variant ?? (hasChoice ? parent : (named ?? parent));
  const chosen: Product | null = hasChoice ? variant : shown;
  useTitle(shown.seo?.title ?? shown.name);
  const available = chosen?.stock?.available;
  const hint = stockHint(chosen?.stock);
  const soldOut = available !== undefined && available <= 0;
  const unchosen = axes.find((axis) => hasChoice && choice[axis.name] === undefined);
  useEffect(() => rememberProduct(parent.product_id), [parent.product_id]);

  // The address follows the chosen variant, so that it can be shared; one that the product had before becomes the present one.
  const now = variant ? variant.product_id : named && !hasChoice ? named.product_id : (parent.slug ?? (named ? parent.product_id : addressed));
  useEffect(() => {
    if (now !== addressed) void navigate(`/products/${encodeURIComponent(now)}`, { replace: true, preventScrollReset: true, state: { inPlace: true } });
  }, [now, addressed, navigate]);

  const put = () => {
    if (chosen) {
      void add({ product_id: chosen.product_id, name: chosen.name }, quantity);
      return;
    }
    setAsked(true);
    // What is missing is said beside it, where it is chosen.
    const field = [...document.querySelectorAll<HTMLElement>('.options')].find((one) => one.dataset.axis === unchosen?.name);
    field?.scrollIntoView({ block: 'center' });
    field?.querySelector('input')?.focus({ preventScroll: true });
  };
  const label = soldOut ? t`Sold out` : adding ? t`Adding…` : t`Add to cart`;
  const price =
    hasChoice && !variant ? (
      <Trans>
        <span className="soft">from </span>
        <PriceTag of={shown} />
      </Trans>
    ) : (
      <PriceTag of={shown} />
    );

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
            <div className="row">
              <ShareButton title={shown.name} />
              {mayEdit && (
                <Link className="small" to={`/admin/products/${encodeURIComponent(parent.product_id)}`} data-testid="edit-product">
                  <Trans>Edit</Trans>
                </Link>
              )}
            </div>
            <p className="product__price">{price}</p>
          </div>
          <p className="product__words">{shown.description || parent.description}</p>
          {hasChoice && <Options axes={axes} variants={variants} choice={choice} choose={setChoice} missing={asked ? unchosen?.name : undefined} />}
          {hint && (
            <p className={`stock stock--${hint.tone} product__stock`} role="status">
              {hint.text}
              {hint.tone === 'in' && available !== undefined && <span className="soft"> · <Plural value={available} one="# piece ready to ship" other="# pieces ready to ship" /></span>}
            </p>
          )}
          <div className="row product__add" ref={buying}>
            <QuantityStepper label={t`Quantity`} value={quantity} max={Math.max(1, Math.min(available ?? QUANTITY_MAX, QUANTITY_MAX))} disabled={soldOut} change={setQuantity} />
            <button type="button" className="button button--primary" data-testid="add-to-cart" disabled={soldOut} aria-disabled={adding} onClick={put}>
              {label}
            </button>
          </div>
          {soldOut && (
            <p className="small">
              <a href="#also-title"><Trans>See what is like it</Trans></a>
            </p>
          )}
          <DeliveryNote of={shown} />
          <Attributes of={shown} parent={parent} />
          <Safety of={shown} parent={parent} />
        </div>
      </div>
      <StickyAdd watched={buying}>
        <span className="sticky-add__what">
          <span className="sticky-add__name">{shown.name}</span>
          <span className="figure strong">{price}</span>
        </span>
        <button type="button" className="button button--primary" disabled={soldOut} aria-disabled={adding} onClick={put}>
          {label}
        </button>
      </StickyAdd>
    </>
  );
}
