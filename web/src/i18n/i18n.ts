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

let wanted: Language | null = null;

/** Shows the pages in a language. What is typed stays: the texts alone are drawn again. Rejects where the catalogue cannot be had. */
export async function speak(language: Language): Promise<void> {
  wanted = language;
  const { messages, host } = await catalogues[language]();
  // Somebody may have chosen another one while this one was on its way.
  if (wanted !== language) return;
  show(language);
  keepTable(host);
  i18n.loadAndActivate({ locale: language, locales: locale(), messages });
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
