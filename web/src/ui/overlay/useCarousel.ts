// What turns pictures by swiping. It comes behind the page: the first picture stands without it.
import type { EmblaCarouselType } from 'embla-carousel';
import { useEffect, useState, type RefCallback } from 'react';

/** The element that holds the slides' row is given the ref; until the carousel is there nothing can be turned. */
export function useCarousel(): [RefCallback<HTMLElement>, EmblaCarouselType | undefined] {
  const [view, setView] = useState<HTMLElement | null>(null);
  const [carousel, setCarousel] = useState<EmblaCarouselType>();
  useEffect(() => {
    if (!view) return;
    let made: EmblaCarouselType | undefined;
    let gone = false;
    import('embla-carousel').then(
      ({ default: make }) => {
        if (gone) return;
        made = make(view, { direction: document.dir === 'rtl' ? 'rtl' : 'ltr' });
        setCarousel(made);
      },
      // Without it the thumbnails do nothing and the first picture is still there.
      () => {},
    );
    return () => {
      gone = true;
      made?.destroy();
      setCarousel(undefined);
    };
  }, [view]);
  return [setView, carousel];
}
