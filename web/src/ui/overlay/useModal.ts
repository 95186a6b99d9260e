// What every modal has: the browser's own element keeps focus inside and closes on Escape, and focus goes back to where it was.
import { useEffect, useRef, type MouseEvent, type RefObject, type SyntheticEvent } from 'react';

interface Modal {
  ref: RefObject<HTMLDialogElement | null>;
  onCancel: (event: SyntheticEvent) => void;
  onClick: (event: MouseEvent) => void;
}

/** For a `<dialog>` that is open as long as it is there. */
export function useModal(close: () => void): Modal {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    // Whoever opened it to write begins to write.
    dialog?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      dialog?.close();
      // What opened it may be gone with what has changed meanwhile; the keyboard then goes on at the top of the page's content.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else document.querySelector('main')?.focus({ preventScroll: true });
    };
  }, []);
  return {
    ref,
    onCancel: (event) => {
      event.preventDefault();
      close();
    },
    onClick: (event) => {
      if (event.target === ref.current) close();
    },
  };
}
