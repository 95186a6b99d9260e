// The search in the header: a combobox (WAI-ARIA 1.2) that suggests products and categories while words are typed, and before that what was
// searched for last on this device.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { History, Search } from 'lucide-react';
import { useDeferredValue, useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { Suggestions } from '../../api/types';
import { isTexts, keepDevice, readDevice, remembered } from '../../ui/browser/device';
import { SearchIcon } from '../../ui/icons';
import { money } from '../../ui/money';
import { words } from '../../ui/words';
import { noFilters, searchFor } from './filters';
import { suggestQuery } from './queries';
import './search.css';

// Typing on costs no question; a pause of this length does.
const PAUSE_MS = 150;
const CHARS_MIN = 2;
const SEARCHES = 'searches';
const SEARCHES_KEPT = 6;

interface Choice {
  key: string;
  to: string;
  label: string;
  note: string;
  image?: string | null;
  sign?: ReactNode;
}

const searchPage = (q: string): string => `/?${searchFor({ ...noFilters, q })}`;

function choicesOf(found: Suggestions): Choice[] {
  return [
    ...found.queries.map((query) => ({ key: `query ${query}`, to: searchPage(query), label: query, note: '', sign: <Search /> })),
    ...found.categories.map((category) => ({
      key: `category ${category.value}`,
      to: `/?${searchFor({ ...noFilters, category: category.value })}`,
      label: words(category.value),
      note: t`Category`,
    })),
    ...found.products.map((product) => ({
      key: `product ${product.product_id}`,
      to: `/products/${encodeURIComponent(product.product_id)}`,
      label: product.name,
      note: money(product.price, product.currency),
      image: product.image,
    })),
  ];
}

/** What a text has become once nobody has typed for a moment. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

export function SearchBox() {
  const { t } = useLingui();
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const list = useId();
  const box = useRef<HTMLFormElement>(null);
  const asked = pathname === '/' ? (search.get('q') ?? '') : '';
  const [text, setText] = useState(asked);
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [before, setBefore] = useState<string[]>(() => readDevice(SEARCHES, isTexts, []));
  useEffect(() => setText(asked), [asked]);

  const wanted = usePaused(typed).trim();
  const asks = wanted.length >= CHARS_MIN;
  // Without suggestions there is still the search itself.
  const { data } = useQuery({ ...suggestQuery(wanted), enabled: asks, placeholderData: keepPreviousData });
  const typing = text.trim() !== '';
  // The letters come first: the list is drawn when there is time for it.
  const found = useDeferredValue(asks && typing ? (data ?? null) : null);
  const choices: Choice[] = found
    ? choicesOf(found)
    : typing
      ? []
      : before.map((query) => ({ key: `before ${query}`, to: searchPage(query), label: query, note: '', sign: <History /> }));
  const shown = open && choices.length > 0;
  const close = () => {
    setOpen(false);
    setAt(-1);
  };
  const go = (to: string) => {
    close();
    setTyped('');
    const q = new URLSearchParams(to.split('?')[1] ?? '').get('q');
    if (q) {
      const next = remembered(before, q, SEARCHES_KEPT);
      setBefore(next);
      keepDevice(SEARCHES, next);
    }
    void navigate(to);
  };
  const move = (step: number) => {
    if (choices.length === 0) return;
    setOpen(true);
    // Before the first and behind the last is the field itself.
    setAt(((at + 1 + step + choices.length + 1) % (choices.length + 1)) - 1);
  };

  return (
    <form
      ref={box}
      className="search"
      role="search"
      aria-label={t`Products`}
      onSubmit={(event) => {
        event.preventDefault();
        const chosen = shown ? choices[at] : undefined;
        go(chosen ? chosen.to : searchPage(text));
      }}
      onBlur={(event) => {
        if (!box.current?.contains(event.relatedTarget)) close();
      }}
    >
      <label className="visually-hidden" htmlFor="search">
        <Trans>Search products</Trans>
      </label>
      <input
        id="search"
        className="search__input"
        type="search"
        name="q"
        placeholder={t`Search products`}
        maxLength={200}
        autoComplete="off"
        value={text}
        role="combobox"
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={shown && at >= 0 ? `${list}-${at}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setTyped(event.target.value);
          setOpen(true);
          setAt(-1);
        }}
        // Told by a press and not by the focus: a page that is opened with the field in focus covers nothing.
        onPointerDown={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            move(event.key === 'ArrowDown' ? 1 : -1);
          } else if (event.key === 'Escape' && shown) {
            event.preventDefault();
            close();
          }
        }}
        enterKeyHint="search"
      />
      <button type="submit" className="search__go" aria-label={t`Search`}>
        <SearchIcon />
      </button>
      <div className="suggestions" hidden={!shown}>
        <ul id={list} role="listbox" aria-label={t`Suggestions`}>
          {choices.map((choice, i) => (
            <li
              key={choice.key}
              id={`${list}-${i}`}
              className="suggestion"
              role="option"
              aria-selected={i === at}
              // The field keeps the focus, so that typing goes on.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => go(choice.to)}
              onMouseEnter={() => setAt(i)}
            >
              {choice.image ? (
                <img className="suggestion__image" src={choice.image} alt="" width={40} height={40} />
              ) : (
                <span className="suggestion__image" aria-hidden="true">
                  {choice.sign}
                </span>
              )}
              <span className="suggestion__label">{choice.label}</span>
              <span className="suggestion__note">{choice.note}</span>
            </li>
          ))}
        </ul>
        {!typing && (
          <button
            type="button"
            className="link-button suggestions__forget"
            onClick={() => {
              setBefore([]);
              keepDevice(SEARCHES, null);
              close();
            }}
          >
            <Trans>Forget these searches</Trans>
          </button>
        )}
      </div>
    </form>
  );
}
