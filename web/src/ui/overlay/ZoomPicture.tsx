// One picture as large as the screen, enlarged by two fingers, the wheel, a double tap or keys, and moved by dragging.
import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { sourcesOf } from '../browser/media';
import { around, bounded, whole, type Zoom } from './zoom';

interface Props {
  src: string;
  alt: string;
  width?: number;
  /** Told when it is enlarged: then a finger moves the picture and no longer turns to the next. */
  zoomed: (is: boolean) => void;
}

const STEP = 1.6;

export function ZoomPicture({ src, alt, width, zoomed }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const [zoom, setZoom] = useState<Zoom>(whole);
  const large = zoom.scale > 1;
  useEffect(() => zoomed(large), [large, zoomed]);
  const sources = sourcesOf(src, width);

  const sized = () => [box.current?.clientWidth ?? 1, box.current?.clientHeight ?? 1] as const;
  const grow = (factor: number, x?: number, y?: number) => {
    const place = box.current?.getBoundingClientRect();
    const at = place && x !== undefined && y !== undefined ? { x: x - place.left - place.width / 2, y: y - place.top - place.height / 2 } : { x: 0, y: 0 };
    setZoom((was) => around(was, factor, at, ...sized()));
  };

  // React listens to the wheel without being able to keep the page from moving.
  useEffect(() => {
    const element = box.current;
    const turned = (event: WheelEvent) => {
      event.preventDefault();
      grow(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    };
    element?.addEventListener('wheel', turned, { passive: false });
    return () => element?.removeEventListener('wheel', turned);
  }, []);

  const down = (event: PointerEvent) => {
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (large || fingers.current.size > 1) {
      event.currentTarget.setPointerCapture(event.pointerId);
      event.stopPropagation();
    }
  };
  const move = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other) {
      event.stopPropagation();
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      grow(factor, (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else if (large) {
      event.stopPropagation();
      setZoom((was) => bounded({ ...was, x: was.x + now.x - before.x, y: was.y + now.y - before.y }, ...sized()));
    }
  };
  const up = (event: PointerEvent) => fingers.current.delete(event.pointerId);

  return (
    <div
      ref={box}
      className={`zoom${large ? ' zoom--large' : ''}`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onDoubleClick={(event) => (large ? setZoom(whole) : grow(2.5, event.clientX, event.clientY))}
      data-testid="zoom"
      data-scale={zoom.scale.toFixed(2)}
      tabIndex={0}
      role="group"
      aria-label={alt}
      onKeyDown={(event) => {
        if (event.key === '+' || event.key === '=') grow(STEP);
        else if (event.key === '-') grow(1 / STEP);
        else if (event.key === '0') setZoom(whole);
        else if (large && event.key.startsWith('Arrow')) {
          event.stopPropagation();
          const [dx, dy] = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key] ?? [0, 0];
          setZoom((was) => bounded({ ...was, x: was.x + (dx ?? 0), y: was.y + (dy ?? 0) }, ...sized()));
        }
      }}
    >
      <picture>
        {sources && <source type="image/avif" srcSet={sources.avif} sizes="100vw" />}
        {sources && <source type="image/webp" srcSet={sources.webp} sizes="100vw" />}
        <img src={src} alt={alt} draggable={false} style={{ transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` }} />
      </picture>
    </div>
  );
}
