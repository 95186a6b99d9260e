// The languages of the shop's pages, and which of them a visitor reads: what the address says (?lang=de, as search engines list it), else
// what was chosen here before, else what the browser asks for, else the shop's own. The host decides the same (PageLanguage). Nothing here
// needs a catalogue, so that the calls to the host may name the language without one.

import { writtenShop } from '../features/shop/writtenShop';

export type Language = 'en' | 'de';

const names: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
];

const shop = writtenShop();

/** What the shop offers, each in its own words, as whoever is lost in a foreign language looks for it. */
export const languages = names.filter((one) => shop?.languages.includes(one.code) ?? true);

/** What the shop speaks to those who ask for none of its languages. */
const SHOP_LANGUAGE: Language = languages.find((one) => one.code === shop?.language)?.code ?? languages[0]?.code ?? 'en';

const COOKIE = 'cartwright_language';
const KEPT_SECONDS = 365 * 24 * 60 * 60;

function known(tag: string | undefined): Language | undefined {
  const language = tag?.toLowerCase().split('-')[0];
  return languages.find((one) => one.code === language)?.code;
}

/** `cookies` as in document.cookie; `asked` as in navigator.languages, most wanted first; `search` as in location.search. */
export function choose(cookies: string, asked: readonly string[], search = ''): Language {
  const kept = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(cookies)?.[1];
  return known(new URLSearchParams(search).get('lang') ?? undefined) ?? known(kept) ?? asked.map(known).find((one) => one !== undefined) ?? SHOP_LANGUAGE;
}

/** The tag to write dates and numbers by: the visitor's own region where the browser names one for the language (de-AT), else the language. */
export function regional(language: Language, asked: readonly string[]): string {
  return asked.find((tag) => known(tag) === language) ?? language;
}

const asked = (): readonly string[] => (typeof navigator === 'undefined' ? [] : (navigator.languages ?? []));

let chosen: Language = choose(typeof document === 'undefined' ? '' : document.cookie, asked(), typeof location === 'undefined' ? '' : location.search);
let shown: Language = chosen;

/** What the visitor reads, whatever corner of the shop is open. Every call to the host names it. */
export function chosenLanguage(): Language {
  return chosen;
}

/** Remembered for a year, in a cookie, so that the host can know it before a page runs. */
export function keepLanguage(language: Language): void {
  chosen = language;
  const secure = window.location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${COOKIE}=${language}; Path=/; Max-Age=${KEPT_SECONDS}; SameSite=Lax${secure}`;
}

/** The language on the screen: another than the chosen one where a corner of the shop is written in one language alone. */
export function shownLanguage(): Language {
  return shown;
}

export function show(language: Language): void {
  shown = language;
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}

/** By which dates, numbers and names are written and sorted: the one place that knows. */
export function locale(): string {
  return regional(shown, asked());
}
