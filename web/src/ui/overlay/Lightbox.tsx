// The pictures of something over the whole screen: turned by swiping, arrows and buttons, each to be enlarged.
import { Trans, useLingui } from '@lingui/react/macro';
import useEmblaCarousel from 'embla-carousel-react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { CloseIcon } from '../icons';
import './overlay.css';
import { useModal } from './useModal';
import { ZoomPicture } from './ZoomPicture';

export interface LightboxPicture {
  src: string;
  alt: string;
  width?: number;
}

interface Props {
  title: string;
  pictures: LightboxPicture[];
  start: number;
  /** With the picture that was seen last. */
  close: (at: number) => void;
}

export function Lightbox({ title, pictures, start, close }: Props) {
  const { t } = useLingui();
  const [held, setHeld] = useState(false);
  const [view, embla] = useEmblaCarousel({ startIndex: start, watchDrag: !held, direction: document.dir === 'rtl' ? 'rtl' : 'ltr' });
  const [at, setAt] = useState(start);
  useEffect(() => {
    const turned = () => setAt(embla?.selectedScrollSnap() ?? 0);
    embla?.on('select', turned);
    return () => {
      embla?.off('select', turned);
    };
  }, [embla]);
  const zoomed = useCallback((is: boolean) => setHeld(is), []);
  const { onClick: _, ...modal } = useModal(() => close(at));
  return (
    <dialog
      {...modal}
      className="lightbox"
      aria-label={title}
      data-testid="lightbox"
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') embla?.scrollPrev();
        else if (event.key === 'ArrowRight') embla?.scrollNext();
      }}
    >
      <div className="lightbox__bar">
        <p role="status">{pictures.length > 1 && <Trans>{at + 1} of {pictures.length}</Trans>}</p>
        <button type="button" className="icon-button" aria-label={t`Close`} onClick={() => close(at)}>
          <CloseIcon />
        </button>
      </div>
      <div className="lightbox__view" ref={view}>
        <div className="lightbox__row">
          {pictures.map((picture, i) => (
            // One that was left is whole again when it is come back to.
            <div key={picture.src} className="lightbox__slide" inert={i !== at}>
              <ZoomPicture key={i === at ? 'seen' : 'left'} {...picture} zoomed={zoomed} />
            </div>
          ))}
        </div>
      </div>
      {pictures.length > 1 && (
        <>
          <button type="button" className="icon-button lightbox__turn lightbox__turn--back" aria-label={t`Picture before`} disabled={at === 0} onClick={() => embla?.scrollPrev()}>
            <ChevronLeft />
          </button>
          <button type="button" className="icon-button lightbox__turn lightbox__turn--on" aria-label={t`Next picture`} disabled={at === pictures.length - 1} onClick={() => embla?.scrollNext()}>
            <ChevronRight />
          </button>
        </>
      )}
    </dialog>
  );
}
