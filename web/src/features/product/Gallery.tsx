// A product's pictures: one large, the others to choose from.
import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { ProductPicture } from '../../api/types';
import { Picture } from '../../ui/Picture';

export function Gallery({ images, pictures, name }: { images: string[]; pictures?: ProductPicture[] | null; name: string }) {
  const { t } = useLingui();
  const [at, setAt] = useState(0);
  const key = images.join('|');
  useEffect(() => setAt(0), [key]);
  const shown = images[at] ?? images[0];
  const known = pictures?.find((picture) => picture.url === shown);
  const alt = known?.alt || (images.length > 1 ? t`${name}, picture ${at + 1} of ${images.length}` : name);
  return (
    <div className="gallery">
      <Picture src={shown} alt={alt} eager sizes="(min-width: 860px) 50vw, 100vw" width={known?.width} focal={known} />
      {images.length > 1 && (
        <div className="gallery__row">
          {images.map((image, i) => (
            <button key={image} type="button" aria-label={t`Show picture ${i + 1}`} aria-pressed={i === at} onClick={() => setAt(i)}>
              <Picture src={image} alt="" sizes="72px" focal={pictures?.find((picture) => picture.url === image)} />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
