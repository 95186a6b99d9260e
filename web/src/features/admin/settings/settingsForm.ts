// The settings while they are edited: what is blank is not said, and holds as the configuration says.
import type { FooterColumn, HomeSection, Settings, SettingsBody, Shop } from '../../../api/types';

export type Draft = SettingsBody;
export type Member = keyof SettingsBody;

export const memberLabels: Record<Member, string> = {
  name: 'Name',
  tagline: 'Line beneath the name',
  logo: 'Logo',
  colours: 'Colours',
  announcement: 'Announcement',
  home: 'Home page',
  contact: 'Contact',
  time_zone: 'Time zone',
  currency: 'Currency',
  language: 'Language',
  languages: 'Languages offered',
  footer: 'Footer',
  sender: 'Sender of mails',
  seller: 'Seller of invoices',
};

export const members = Object.keys(memberLabels) as Member[];

/** A text that somebody typed: blank is nothing. */
export const said = (text: string): string | null => (text.trim() === '' ? null : text);

/** An object of which nothing is said is nothing. */
export function whole<T extends object>(value: T): T | null {
  return Object.values(value).every((one) => one === null || one === undefined || one === '') ? null : value;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

export const changedMembers = (base: Draft, draft: Draft): Member[] => members.filter((member) => !same(base[member], draft[member]));

/** What both changed, and not to the same. */
export const conflictsOf = (base: Draft, mine: Draft, theirs: Draft): Member[] =>
  changedMembers(base, mine).filter((member) => !same(base[member], theirs[member]) && !same(mine[member], theirs[member]));

/** Theirs, with what was typed here over it. */
export function merged(base: Draft, mine: Draft, theirs: Draft): Draft {
  return changedMembers(base, mine).reduce<Draft>((draft, member) => ({ ...draft, [member]: mine[member] }), theirs);
}

/** The shop as it would be with this: the same as the host makes of it (SettingsBody.Over). */
export function shopOf(draft: Draft, defaults: Shop): Shop {
  const colours = draft.colours;
  return {
    ...defaults,
    name: draft.name?.trim() || defaults.name,
    tagline: draft.tagline ?? defaults.tagline,
    logo: draft.logo ?? defaults.logo,
    colours: {
      accent: colour(colours?.accent) ?? defaults.colours.accent,
      ink: colour(colours?.ink) ?? defaults.colours.ink,
      banner: colour(colours?.banner) ?? colour(colours?.accent) ?? defaults.colours.banner,
    },
    announcement: draft.announcement ?? defaults.announcement,
    home: draft.home ?? defaults.home,
    contact: draft.contact ?? (draft.seller ? contactOf(draft.seller) : defaults.contact),
    footer: draft.footer ?? defaults.footer,
  };
}

// What an imprint says of the seller, as the host makes it (SellerSetting.Contact).
const contactOf = (seller: NonNullable<Draft['seller']>): Shop['contact'] => ({
  company: seller.name ?? null,
  address: [seller.street, [seller.postal_code, seller.city].filter(Boolean).join(' '), seller.country].filter(Boolean).join('\n') || null,
  email: seller.email ?? null,
  phone: null,
  register: seller.register ?? null,
});

// While it is typed it is none yet.
const colour = (text: string | null | undefined) => (text && /^#[0-9a-f]{6}$/i.test(text) ? text : null);

/** A member in words, to be chosen between two versions. */
export function memberText(draft: Draft, member: Member): string {
  const value = draft[member];
  if (value === null || value === undefined) return '(as configured)';
  switch (member) {
    case 'logo':
      return draft.logo!.alt || draft.logo!.url;
    case 'languages':
      return draft.languages!.join(', ');
    case 'home':
      return draft.home!.sections.map((one) => [kindLabels[one.kind] ?? one.kind, one.title ?? one.category].filter(Boolean).join(': ')).join('\n') || '(no sections)';
    case 'footer':
      return draft.footer!.columns.map((one) => `${one.title ?? ''}: ${one.links.map((link) => link.label).join(', ')}`).concat(draft.footer!.text ?? []).join('\n');
    default:
      return typeof value === 'object'
        ? Object.entries(value)
            .filter(([, one]) => one !== null)
            .map(([name, one]) => `${name}: ${String(one)}`)
            .join('\n')
        : String(value);
  }
}

export const kindLabels: Record<string, string> = { hero: 'Opening', category: 'Category', products: 'Products', text: 'Text', categories: 'All categories', makers: 'Makers', recent: 'Recently viewed' };

export function newSection(kind: string): HomeSection {
  const empty: HomeSection = { kind, title: null, text: null, picture: null, link: null, category: null, pick: null, product_ids: null };
  return kind === 'hero' ? { ...empty, title: '' } : kind === 'products' ? { ...empty, pick: 'newest' } : kind === 'category' ? { ...empty, category: '' } : { ...empty, text: '' };
}

export const newColumn = (): FooterColumn => ({ title: null, links: [{ label: '', to: '/' }] });

/** One entry of a list moved by one place, or taken out. */
export function moved<T>(list: T[], at: number, by: -1 | 1): T[] {
  const to = at + by;
  if (to < 0 || to >= list.length) return list;
  const next = [...list];
  [next[at], next[to]] = [next[to]!, next[at]!];
  return next;
}

export const without = <T>(list: T[], at: number): T[] => list.filter((_, index) => index !== at);

export const replaced = <T>(list: T[], at: number, value: T): T[] => list.map((one, index) => (index === at ? value : one));

/** The key of the configuration that stands for a member, in words; null where there is none. */
export function configuredNote(settings: Settings, draft: Draft, member: Member): string | null {
  const key = settings.configuration.find((one) => one.member === member);
  if (!key) return null;
  return draft[member] === null || draft[member] === undefined
    ? `In force: ${key.value} (${key.key} in the configuration).`
    : `The configuration says ${key.value} (${key.key}); what stands here wins.`;
}
