// Short messages that pass, read out by screen readers.
import { useLingui } from '@lingui/react/macro';
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { CloseIcon } from './icons';

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  link?: { to: string; text: string };
}

export interface Say {
  good: (text: string, link?: Toast['link']) => void;
  bad: (text: string, link?: Toast['link']) => void;
}

const Context = createContext<Say | null>(null);
const SHOWN_MS = 5_000;
const TOASTS_MAX = 2;

export function Toasts({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  const [toasts, setToasts] = useState<Toast[]>([]);
  const next = useRef(1);
  const drop = useCallback((id: number) => setToasts((was) => was.filter((toast) => toast.id !== id)), []);
  const say = useMemo<Say>(() => {
    const show = (text: string, bad: boolean, link?: Toast['link']) => {
      const id = next.current++;
      setToasts((was) => [...was.filter((toast) => toast.text !== text), { id, text, bad, link }].slice(-TOASTS_MAX));
      setTimeout(() => drop(id), SHOWN_MS);
    };
    return { good: (text, link) => show(text, false, link), bad: (text, link) => show(text, true, link) };
  }, [drop]);

  return (
    <Context.Provider value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite" aria-atomic="false">
        {toasts.map((toast) => (
          <div key={toast.id} className={`toast${toast.bad ? ' toast--bad' : ''}`}>
            <span>{toast.text}</span>
            {toast.link && <Link to={toast.link.to}>{toast.link.text}</Link>}
            <button type="button" aria-label={t`Dismiss message`} onClick={() => drop(toast.id)}>
              <CloseIcon />
            </button>
          </div>
        ))}
      </div>
    </Context.Provider>
  );
}

export function useSay(): Say {
  const say = useContext(Context);
  if (!say) throw new Error('useSay stands outside <Toasts>.');
  return say;
}
