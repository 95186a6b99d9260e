// A product's pictures: one large, the others to choose from.
import { useEffect, useState } from 'react';
import { Picture } from '../../ui/Picture';

export function Gallery({ images, name }: { images: string[]; name: string }) {
  const [at, setAt] = useState(0);
  const key = images.join('|');
  useEffect(() => setAt(0), [key]);
  return (
    <div className="gallery">
      <Picture src={images[at] ?? images[0]} alt={images.length > 1 ? `${name}, picture ${at + 1} of ${images.length}` : name} eager />
      {images.length > 1 && (
        <div className="gallery__row">
          {images.map((image, i) => (
            <button key={image} type="button" aria-label={`Show picture ${i + 1}`} aria-pressed={i === at} onClick={() => setAt(i)}>
              <Picture src={image} alt="" />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
