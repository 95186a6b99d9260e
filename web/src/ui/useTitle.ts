// Names the page in the tab and in the history.
import { useEffect } from 'react';
import { useShop } from '../features/shop/useShop';

export function useTitle(title: string | null | undefined): void {
  const { name } = useShop();
  useEffect(() => {
    document.title = title ? `${title} · ${name}` : name;
  }, [title, name]);
}
