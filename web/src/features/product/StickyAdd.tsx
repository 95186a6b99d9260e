// On a phone the button stays in reach while the page is read: shown once the page's own is out of sight.
import { useEffect, useState, type ReactNode, type RefObject } from 'react';

export function StickyAdd({ watched, children }: { watched: RefObject<HTMLElement | null>; children: ReactNode }) {
  const [away, setAway] = useState(false);
  useEffect(() => {
    const element = watched.current;
    if (!element || typeof IntersectionObserver === 'undefined') return;
    const seen = new IntersectionObserver(([entry]) => setAway(entry !== undefined && !entry.isIntersecting));
    seen.observe(element);
    return () => seen.disconnect();
  }, [watched]);
  return (
    <div className="sticky-add" hidden={!away} data-testid="sticky-add">
      {children}
    </div>
  );
}
