// A product's pictures: a row that scrolls by itself when it is swiped, and by arrows and thumbnails; enlarged over the whole screen.
import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronLeft, ChevronRight, Maximize2 } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { ProductPicture } from '../../api/types';
import { Picture } from '../../ui/Picture';

const Lightbox = lazy(async () => ({ default: (await import('../../ui/overlay/Lightbox')).Lightbox }));

export function Gallery({ images, pictures, name }: { images: string[]; pictures?: ProductPicture[] | null; name: string }) {
  // Other pictures are another gallery, from the first on.
  return <Carousel key={images.join('|')} images={images} pictures={pictures} name={name} />;
}

function Carousel({ images, pictures, name }: { images: string[]; pictures?: ProductPicture[] | null; name: string }) {
  const { t } = useLingui();
  const view = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [large, setLarge] = useState(false);
  const many = images.length > 1;
  // From right to left the row scrolls below zero.
  const widthOf = (row: HTMLElement) => (getComputedStyle(row).direction === 'rtl' ? -row.clientWidth : row.clientWidth);
  const turnTo = (picture: number, behavior: ScrollBehavior = 'auto') => {
    const row = view.current;
    row?.scrollTo({ left: Math.max(0, Math.min(images.length - 1, picture)) * widthOf(row), behavior });
  };
  const shown = images.map((src, i) => {
    const known = pictures?.find((picture) => picture.url === src);
    return { src, known, alt: known?.alt || (many ? t`${name}, picture ${i + 1} of ${images.length}` : name), width: known?.width };
  });

  if (images.length === 0) {
    return (
      <div className="gallery">
        <Picture src={null} alt={name} />
      </div>
    );
  }
  return (
    <div
      className="gallery"
      role="group"
      aria-roledescription={t`Pictures`}
      aria-label={name}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        event.preventDefault();
        turnTo(event.key === 'ArrowLeft' ? at - 1 : at + 1);
      }}
    >
      <div className="gallery__stage">
        <div className="gallery__view" ref={view} tabIndex={-1} onScroll={({ currentTarget: row }) => setAt(Math.abs(Math.round(row.scrollLeft / (row.clientWidth || 1))))}>
          <div className="gallery__slides">
            {shown.map(({ src, known, alt, width }, i) => (
              <button key={src} type="button" className="gallery__slide" aria-label={t`Enlarge: ${alt}`} inert={i !== at} onClick={() => setLarge(true)} data-testid="gallery-slide">
                <Picture src={src} alt={alt} eager={i === 0} sizes="(min-width: 1440px) 720px, (min-width: 860px) 50vw, 100vw" width={width} focal={known} />
              </button>
            ))}
          </div>
        </div>
        <span className="gallery__large" aria-hidden="true">
          <Maximize2 />
        </span>
        {many && (
          <>
            <button type="button" className="icon-button gallery__turn gallery__turn--back" aria-label={t`Picture before`} disabled={at === 0} onClick={() => turnTo(at - 1)}>
              <ChevronLeft />
            </button>
            <button type="button" className="icon-button gallery__turn gallery__turn--on" aria-label={t`Next picture`} disabled={at === images.length - 1} onClick={() => turnTo(at + 1)}>
              <ChevronRight />
            </button>
            <p className="visually-hidden" role="status">
              <Trans>Picture {at + 1} of {images.length}</Trans>
            </p>
          </>
        )}
      </div>
      {many && (
        <div className="gallery__row">
          {shown.map(({ src, known }, i) => (
            <button key={src} type="button" aria-label={t`Show picture ${i + 1}`} aria-pressed={i === at} onClick={() => turnTo(i)}>
              <Picture src={src} alt="" sizes="72px" focal={known} />
            </button>
          ))}
        </div>
      )}
      {large && (
        <Suspense>
          <Lightbox
            title={name}
            pictures={shown}
            start={at}
            close={(last) => {
              setLarge(false);
              turnTo(last, 'instant');
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
