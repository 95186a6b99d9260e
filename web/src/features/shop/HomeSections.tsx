// The home page as the owner has put it together: its sections from top to bottom. What cannot be had of a section is left out.
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'react-router';
import { getProduct, listProducts, popular } from '../../api/catalog';
import type { CardProduct, HomeSection } from '../../api/types';
import { sourcesOf } from '../../ui/media';
import { useLoad } from '../../ui/useLoad';
import { ProductCard, ProductCardSkeleton } from '../catalog/ProductCard';
import { MarkdownText } from '../policies/MarkdownText';
import { ShopLinkTo } from './ShopLinkTo';
import { useShop } from './useShop';
import './shop.css';

/** Goods of a section that is no choice of single ones. */
const SHOWN = 8;

export function HomeSections({ sections }: { sections: HomeSection[] }) {
  const { name } = useShop();
  return (
    <div className="home" data-testid="home">
      {!sections.some((one) => one.kind === 'hero') && <h1 className="visually-hidden">{name}</h1>}
      {sections.map((section, index) =>
        section.kind === 'hero' ? (
          <HeroSection key={index} section={section} first={sections.findIndex((one) => one.kind === 'hero') === index} />
        ) : section.kind === 'text' ? (
          <TextSection key={index} section={section} />
        ) : (
          <GoodsSection key={index} section={section} />
        ),
      )}
    </div>
  );
}

function HeroSection({ section, first }: { section: HomeSection; first: boolean }) {
  const Heading = first ? 'h1' : 'h2';
  return (
    <section className={`hero home__hero${section.picture ? ' home__hero--picture' : ''}`}>
      <div className="hero__text" dir="auto">
        <Heading>{section.title}</Heading>
        {section.text && <p>{section.text}</p>}
        {section.link && (
          <ShopLinkTo className="button" to={section.link.to}>
            {section.link.label}
          </ShopLinkTo>
        )}
      </div>
      <SectionPicture section={section} eager={first} />
    </section>
  );
}

function TextSection({ section }: { section: HomeSection }) {
  return (
    <section className="home__text policy" dir="auto">
      {section.title && <h2>{section.title}</h2>}
      <SectionPicture section={section} />
      {section.text && <MarkdownText text={section.text} />}
      {section.link && (
        <p>
          <ShopLinkTo to={section.link.to}>{section.link.label}</ShopLinkTo>
        </p>
      )}
    </section>
  );
}

function SectionPicture({ section, eager = false }: { section: HomeSection; eager?: boolean }) {
  const { picture } = section;
  if (!picture) return null;
  const sources = sourcesOf(picture.url, picture.width);
  const sizes = '(min-width: 900px) 560px, 100vw';
  return (
    <picture>
      {sources && <source type="image/avif" srcSet={sources.avif} sizes={sizes} />}
      {sources && <source type="image/webp" srcSet={sources.webp} sizes={sizes} />}
      <img className="home__picture" src={picture.url} width={picture.width} height={picture.height} alt={picture.alt ?? ''} loading={eager ? 'eager' : 'lazy'} />
    </picture>
  );
}

async function goodsOf(section: HomeSection, signal: AbortSignal): Promise<CardProduct[]> {
  if (section.kind === 'category') return (await listProducts({ category: section.category, limit: SHOWN }, signal)).items;
  if (section.pick === 'best') return (await popular(SHOWN, signal)).map((one) => one.product);
  if (section.pick === 'newest') return (await listProducts({ sort: 'newest', limit: SHOWN }, signal)).items;
  const asked = await Promise.allSettled((section.product_ids ?? []).map((id) => getProduct(id, signal)));
  return asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

function GoodsSection({ section }: { section: HomeSection }) {
  const { t } = useLingui();
  const key = `${section.kind} ${section.category ?? ''} ${section.pick ?? ''} ${(section.product_ids ?? []).join(',')}`;
  const goods = useLoad((signal) => goodsOf(section, signal), key);
  if (goods.problem || goods.data?.length === 0) return null;
  return (
    <section aria-busy={goods.loading}>
      <div className="home__head">
        <h2 dir="auto">{section.title ?? section.category ?? (section.pick === 'best' ? t`Most bought` : section.pick === 'newest' ? t`New` : t`Our choice`)}</h2>
        {section.category && <Link to={`/?category=${encodeURIComponent(section.category)}`}><Trans>See all</Trans></Link>}
      </div>
      {section.text && <p dir="auto">{section.text}</p>}
      <ul className="grid">
        {goods.data
          ? goods.data.map((product) => (
              <li key={product.product_id}>
                <ProductCard product={product} />
              </li>
            ))
          : Array.from({ length: 4 }, (_, i) => <ProductCardSkeleton key={i} />)}
      </ul>
    </section>
  );
}
