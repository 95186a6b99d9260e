// A corner of the shop that is written in English alone: words, dates and numbers are English in it, whatever the visitor reads elsewhere.
import { useEffect, useState, type ReactNode } from 'react';
import { speak } from './i18n';
import { chosenLanguage, shownLanguage } from './languages';

export function InEnglish({ children }: { children: ReactNode }) {
  const [ready, setReady] = useState(shownLanguage() === 'en');
  useEffect(() => {
    // Without the catalogue the corner is better half in another language than not there at all.
    void speak('en')
      .catch(() => undefined)
      .then(() => setReady(true));
    return () => {
      void speak(chosenLanguage()).catch(() => undefined);
    };
  }, []);
  return ready ? children : null;
}
