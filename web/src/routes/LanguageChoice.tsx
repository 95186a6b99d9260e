// The languages of the shop, each by its own name. A choice is remembered; what is typed on the page stays.
import { useLingui } from '@lingui/react/macro';
import { changeLanguage } from '../i18n/i18n';
import { languages } from '../i18n/languages';
import { useSay } from '../ui/Toasts';

export function LanguageChoice() {
  const { i18n, t } = useLingui();
  const say = useSay();
  return (
    <div className="languages" role="group" aria-label={t`Language`} data-testid="languages">
      {languages.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          className="link-button"
          lang={code}
          aria-pressed={i18n.locale === code}
          onClick={() => {
            changeLanguage(code).catch(() => say.bad(t`The language could not be loaded. Check your connection and try again.`));
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
