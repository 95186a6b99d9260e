// Names the page in the tab and in the history.
import { useEffect } from 'react';

export function useTitle(title: string | null | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Cartwright` : 'Cartwright';
  }, [title]);
}
