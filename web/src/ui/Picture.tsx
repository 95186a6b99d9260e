// A product's picture in the size that fits, or a drawn crate when there is none or it does not load.
import { useEffect, useState } from 'react';
import { BoxIcon } from './icons';
import { sourcesOf } from './browser/media';

/** Where to look when a picture is cut, in hundredths from the left and from the top. */
export interface Focal {
  focal_x: number;
  focal_y: number;
}

interface Shown {
  src: string | null | undefined;
  alt: string;
  eager?: boolean;
  /** How wide it is shown, as in the attribute of that name; a quarter of the page without. */
  sizes?: string;
  /** Of the original in pixels, where it is known. */
  width?: number;
  focal?: Focal;
}

const QUARTER = '(min-width: 1100px) 280px, (min-width: 640px) 33vw, 50vw';

export function Picture({ src, alt, eager = false, sizes = QUARTER, width, focal }: Shown) {
  const [failed, setFailed] = useState(false);
  useEffect(() => setFailed(false), [src]);
  const sources = src ? sourcesOf(src, width) : null;
  return (
    <span className="picture">
      {src && !failed ? (
        <picture>
          {sources && <source type="image/avif" srcSet={sources.avif} sizes={sizes} />}
          {sources && <source type="image/webp" srcSet={sources.webp} sizes={sizes} />}
          <img
            src={src}
            alt={alt}
            width="400"
            height="400"
            loading={eager ? 'eager' : 'lazy'}
            decoding="async"
            fetchPriority={eager ? 'high' : undefined}
            style={focal && { objectPosition: `${focal.focal_x}% ${focal.focal_y}%` }}
            onError={() => setFailed(true)}
          />
        </picture>
      ) : (
        <span className="picture__blank" role={alt ? 'img' : undefined} aria-label={alt || undefined}>
          <BoxIcon />
        </span>
      )}
    </span>
  );
}
