// The search in the header: a combobox (WAI-ARIA 1.2) that suggests products and categories while words are typed.
import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useId, useRef, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { suggest } from '../../api/catalog';
import type { Suggestions } from '../../api/types';
import { SearchIcon } from '../../ui/icons';
import { money } from '../../ui/money';
import { words } from '../../ui/words';
import { noFilters, searchFor } from './filters';
import './search.css';

// Typing on costs no question; a pause of this length does.
const PAUSE_MS = 150;
const CHARS_MIN = 2;

interface Choice {
  key: string;
  to: string;
  label: string;
  note: string;
  image?: string | null;
}

function choicesOf(found: Suggestions | null): Choice[] {
  if (!found) return [];
  return [
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
  const [found, setFound] = useState<Suggestions | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  useEffect(() => setText(asked), [asked]);

  useEffect(() => {
    if (typed.trim().length < CHARS_MIN) {
      setFound(null);
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      // Without suggestions there is still the search itself.
      suggest(typed.trim(), stop.signal).then(
        (answer) => {
          setFound(answer);
          setAt(-1);
        },
        () => {
          if (!stop.signal.aborted) setFound(null);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [typed]);

  const choices = choicesOf(found);
  const shown = open && choices.length > 0;
  const close = () => {
    setOpen(false);
    setAt(-1);
  };
  const go = (to: string) => {
    close();
    setTyped('');
    navigate(to);
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
        go(chosen ? chosen.to : `/?${searchFor({ ...noFilters, q: text })}`);
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
      <ul id={list} className="suggestions" role="listbox" aria-label={t`Suggestions`} hidden={!shown}>
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
            {choice.image ? <img className="suggestion__image" src={choice.image} alt="" width={40} height={40} /> : <span className="suggestion__image" aria-hidden="true" />}
            <span className="suggestion__label">{choice.label}</span>
            <span className="suggestion__note">{choice.note}</span>
          </li>
        ))}
      </ul>
    </form>
  );
}
