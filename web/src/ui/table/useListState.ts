// What a list is asked for, kept in the address so that it can be shared, bookmarked and gone back to.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';

const TYPED_MS = 250;

export interface ListState {
  /** What the address says, by the name of the filter; '' for what it does not say. */
  values: Record<string, string>;
  /** Of what is asked, whether anything narrows the list; how it is sorted does not. */
  narrowed: boolean;
  /** Acts at once. */
  set: (change: Record<string, string>) => void;
  /** Acts when nothing more is typed. */
  type: (name: string, text: string) => void;
  /** What stands in a field: what is typed, before it is asked for. */
  typed: (name: string) => string;
  clear: () => void;
  /** The address that says this and nothing else of the list's. */
  search: string;
  /** Shows what a saved view keeps. */
  show: (search: string) => void;
}

/** `read` drops nonsense: an address that was cut or mistyped still shows a list. */
export function useListState(names: readonly string[], read: (search: URLSearchParams) => Record<string, string> = plain(names)): ListState {
  const [search, setSearch] = useSearchParams();
  const [draft, setDraft] = useState<Record<string, string>>({});
  const timer = useRef<number | undefined>(undefined);
  const sent = useRef<string | null>(null);
  const values = read(search);
  const now = search.toString();
  const latest = useRef({ search, draft });
  latest.current = { search, draft };

  const go = useCallback(
    (next: URLSearchParams) => {
      window.clearTimeout(timer.current);
      sent.current = next.toString();
      if (sent.current !== latest.current.search.toString()) setSearch(next, { state: { inPlace: true } });
    },
    [setSearch],
  );
  const set = useCallback(
    (change: Record<string, string>) => {
      const next = new URLSearchParams(latest.current.search);
      for (const [name, value] of Object.entries({ ...latest.current.draft, ...change })) {
        if (value.trim()) next.set(name, value.trim());
        else next.delete(name);
      }
      setDraft((was) => Object.fromEntries(Object.entries(was).filter(([name]) => !(name in change))));
      go(next);
    },
    [go],
  );
  // Going back brings back what was asked then. What this list itself has sent must not undo what was typed since.
  useEffect(() => {
    if (now !== sent.current) setDraft({});
  }, [now]);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const own = (from: URLSearchParams) => new URLSearchParams([...from].filter(([name]) => names.includes(name)));
  return {
    values,
    narrowed: names.some((name) => name !== 'sort' && (values[name] ?? '') !== ''),
    set,
    type: (name, text) => {
      setDraft((was) => ({ ...was, [name]: text }));
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => set({}), TYPED_MS);
    },
    typed: (name) => draft[name] ?? values[name] ?? '',
    clear: () => {
      setDraft({});
      go(new URLSearchParams([...search].filter(([name]) => name === 'sort' || !names.includes(name))));
    },
    search: own(search).toString(),
    show: (kept) => {
      setDraft({});
      go(new URLSearchParams([...[...search].filter(([name]) => !names.includes(name)), ...new URLSearchParams(kept)]));
    },
  };
}

function plain(names: readonly string[]) {
  return (search: URLSearchParams) => Object.fromEntries(names.map((name) => [name, (search.get(name) ?? '').trim()]));
}
