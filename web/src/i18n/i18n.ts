// The catalogue of messages that the page shows its texts by. Only the one that is read is loaded; each is a file of its own.
import { i18n, type Messages } from '@lingui/core';
import { keepTable, type HostWords } from './hostWords';
import { chosenLanguage, keepLanguage, locale, show, type Language } from './languages';

interface Words {
  messages: Messages;
  /** What the host says in English is said by a table in other languages. */
  host: HostWords | null;
}

const catalogues: Record<Language, () => Promise<Words>> = {
  en: async () => ({ messages: (await import('./en.po')).messages, host: null }),
  de: async () => {
    const [pages, host, { table }] = await Promise.all([import('./de.po'), import('./host/de.po'), import('./host/table')]);
    return { messages: { ...host.messages, ...pages.messages }, host: table };
  },
};

/** The words of the pages that nobody begins with (lingui.config.ts says which). */
const cataloguesBehind: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import('./behind/en.po'),
  de: () => import('./behind/de.po'),
};

let wanted: Language | null = null;
let withBehind = false;
/** Languages of which all words are there. */
const whole = new Map<Language, Messages>();

/** Shows the pages in a language. What is typed stays: the texts alone are drawn again. Rejects where the catalogue cannot be had. */
export async function speak(language: Language): Promise<void> {
  wanted = language;
  const [{ messages, host }, behind] = await Promise.all([catalogues[language](), withBehind ? cataloguesBehind[language]() : null]);
  if (behind) whole.set(language, behind.messages);
  // Somebody may have chosen another one while this one was on its way.
  if (wanted !== language) return;
  show(language);
  keepTable(host);
  i18n.loadAndActivate({ locale: language, locales: locale(), messages: { ...whole.get(language), ...messages } });
}

/** Before the first of the pages is drawn that nobody begins with. Rejects where the words cannot be had; whoever comes again asks again. */
export async function speakBehind(): Promise<void> {
  withBehind = true;
  for (let language = wanted ?? chosenLanguage(); !whole.has(language); language = wanted ?? language) await speak(language);
}

/** The shopper's choice, remembered once it is there. */
export async function changeLanguage(language: Language): Promise<void> {
  await speak(language);
  keepLanguage(language);
}

/** At the start of the page. Without its catalogue it goes on in the other language rather than not at all. */
export async function start(): Promise<void> {
  const first = chosenLanguage();
  await speak(first).catch(() => speak(first === 'en' ? 'de' : 'en'));
}
