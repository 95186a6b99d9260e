// A product's picture, or a drawn crate when there is none or it does not load.
import { useEffect, useState } from 'react';
import { BoxIcon } from './icons';

export function Picture({ src, alt, eager = false }: { src: string | null | undefined; alt: string; eager?: boolean }) {
  const [failed, setFailed] = useState(false);
  useEffect(() => setFailed(false), [src]);
  return (
    <span className="picture">
      {src && !failed ? (
        <img src={src} alt={alt} width="400" height="400" loading={eager ? 'eager' : 'lazy'} decoding="async" onError={() => setFailed(true)} />
      ) : (
        <span className="picture__blank" role={alt ? 'img' : undefined} aria-label={alt || undefined}>
          <BoxIcon />
        </span>
      )}
    </span>
  );
}
