// The home page as the owner has put it together: its sections from top to bottom. What cannot be had of a section is left out. A shop that
// has put nothing together has the program's own.
import { useQuery } from '@tanstack/react-query';
import { Trans, useLingui } from '@lingui/react/macro';
import { Fragment } from 'react';
import { Link } from 'react-router';
import { getProduct, listProducts, popular } from '../../api/catalog';
import type { CardProduct, HomeSection } from '../../api/types';
import { sourcesOf } from '../../ui/browser/media';
import { words } from '../../ui/words';
import { CardGrid } from '../catalog/CardGrid';
import { noFilters, searchFor } from '../catalog/filters';
import { Hero } from '../catalog/Hero';
import { facetsQuery } from '../catalog/queries';
import { RecentlyViewed } from '../catalog/RecentlyViewed';
import { MarkdownText } from '../policies/MarkdownText';
import { ShopLinkTo } from './ShopLinkTo';
import { TileRow, type Tile } from './TileRow';
import { useSellerName, useShop } from './useShop';
import './shop.css';

/** Goods of a section that is no choice of single ones: two rows of the widest screen. */
const SHOWN = 10;

const ours: HomeSection[] = [{ kind: 'recent' }, { kind: 'products', pick: 'best' }, { kind: 'makers' }];

interface Props {
  /** The owner's, where they are looked at before they are saved. */
  sections?: HomeSection[];
  /** The categories that the page knows already; null while they are on their way. */
  categories?: Tile[] | null;
}

export function HomeSections({ sections, categories }: Props) {
  const { name, home } = useShop();
  const own = sections ?? home?.sections;
  const shown = own ?? ours;
  const hero = shown.findIndex((one) => one.kind === 'hero');
  return (
    <div className="home" data-testid="home">
      {!own && <Hero />}
      {own && hero < 0 && <h1 className="visually-hidden">{name}</h1>}
      {!shown.some((one) => one.kind === 'categories') && hero < 0 && <Categories known={categories} />}
      {shown.map((section, index) => (
        <Fragment key={index}>
          {section.kind === 'hero' ? (
            <HeroSection section={section} first={hero === index} />
          ) : section.kind === 'text' ? (
            <TextSection section={section} />
          ) : section.kind === 'categories' ? (
            <Titled section={section}>
              <Categories known={categories} />
            </Titled>
          ) : section.kind === 'makers' ? (
            <Makers section={section} />
          ) : section.kind === 'recent' ? (
            <RecentlyViewed title={section.title ?? undefined} />
          ) : (
            <GoodsSection section={section} />
          )}
          {hero === index && !shown.some((one) => one.kind === 'categories') && <Categories known={categories} />}
        </Fragment>
      ))}
    </div>
  );
}

function Titled({ section, title, children }: { section: HomeSection; title?: string; children: React.ReactNode }) {
  const said = section.title ?? title;
  return (
    <section>
      {said && <h2 className="home__title" dir="auto">{said}</h2>}
      {section.text && <p dir="auto">{section.text}</p>}
      {children}
    </section>
  );
}

function Categories({ known }: { known?: Tile[] | null }) {
  const { t } = useLingui();
  const facets = useQuery({ ...facetsQuery, enabled: known === undefined });
  const found = facets.data?.categories.map((one) => ({ name: one.label ?? words(one.value), to: `/?${searchFor({ ...noFilters, category: one.value })}`, count: one.count }));
  return <TileRow label={t`Categories`} tiles={known ?? found ?? null} />;
}

function Makers({ section }: { section: HomeSection }) {
  const { t } = useLingui();
  const seller = useSellerName();
  const { data, isError } = useQuery(facetsQuery);
  if (isError || (data && data.vendors.length < 2 && !section.title)) return null;
  const tiles = data?.vendors.map((one) => ({ name: seller(one.label) ?? one.value, to: `/?${searchFor({ ...noFilters, vendor_id: one.value })}`, count: one.count }));
  return (
    <Titled section={section} title={t`Who makes it`}>
      <TileRow label={section.title ?? t`Who makes it`} tiles={tiles ?? null} />
    </Titled>
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
  const { kind, category, pick, product_ids } = section;
  const goods = useQuery({ queryKey: ['catalog', 'goods', kind, category, pick, product_ids], queryFn: ({ signal }) => goodsOf(section, signal), staleTime: 60_000 });
  if (goods.isError || goods.data?.length === 0) return null;
  return (
    <section aria-busy={goods.isPending}>
      <div className="home__head">
        <h2 className="home__title" dir="auto">{section.title ?? section.category ?? (pick === 'best' ? t`Most bought` : pick === 'newest' ? t`New` : t`Our choice`)}</h2>
        {category && <Link to={`/?category=${encodeURIComponent(category)}`}><Trans>See all</Trans></Link>}
      </div>
      {section.text && <p dir="auto">{section.text}</p>}
      {pick === 'choice' && goods.data ? <CardGrid products={goods.data} rows={2} whole /> : <CardGrid products={goods.data ?? null} rows={2} />}
    </section>
  );
}
