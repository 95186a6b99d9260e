// One picture in the editor: what it shows, where to look, its place.
import { useEffect, useState, type MouseEvent } from 'react';
import type { PictureChange } from '../../../api/pictures';
import type { ProductPicture } from '../../../api/types';
import { Field } from '../../../ui/Field';
import { Picture } from '../../../ui/Picture';

interface Card {
  picture: ProductPicture;
  place: number;
  count: number;
  busy: boolean;
  move: (position: number) => void;
  change: (what: PictureChange, done: string) => void;
  remove: () => void;
}

export function PictureCard({ picture, place, count, busy, move, change, remove }: Card) {
  const [alt, setAlt] = useState(picture.alt);
  const [focal, setFocal] = useState({ focal_x: picture.focal_x, focal_y: picture.focal_y });
  const [sure, setSure] = useState(false);
  useEffect(() => setAlt(picture.alt), [picture.alt]);
  useEffect(() => setFocal({ focal_x: picture.focal_x, focal_y: picture.focal_y }), [picture.focal_x, picture.focal_y]);
  const name = `picture ${place + 1}`;
  const isFocalNew = focal.focal_x !== picture.focal_x || focal.focal_y !== picture.focal_y;

  function look(event: MouseEvent<HTMLElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (at: number, begin: number, length: number) => Math.min(100, Math.max(0, Math.round(((at - begin) / length) * 100)));
    setFocal({ focal_x: part(event.clientX, box.left, box.width), focal_y: part(event.clientY, box.top, box.height) });
  }

  return (
    <article className="picture-card" aria-label={`Picture ${place + 1} of ${count}`}>
      <Picture src={picture.url} alt={picture.alt} sizes="160px" width={picture.width} focal={focal} />
      <div className="picture-card__said">
        <Field
          label="What it shows"
          hint="For those who do not see it, and for search engines."
          value={alt}
          maxLength={300}
          onChange={(event) => setAlt(event.target.value)}
          onBlur={() => alt.trim() !== picture.alt && change({ alt }, `What ${name} shows was saved.`)}
        />
        <details className="picture-card__focal">
          <summary>Where to look when it is cut</summary>
          <span className="picture-card__whole" onClick={look}>
            <img src={picture.url} alt="" width={picture.width} height={picture.height} loading="lazy" />
            <span className="picture-card__dot" style={{ left: `${focal.focal_x}%`, top: `${focal.focal_y}%` }} />
          </span>
          <label>
            From the left
            <input type="range" min="0" max="100" value={focal.focal_x} onChange={(event) => setFocal({ ...focal, focal_x: event.target.valueAsNumber })} />
          </label>
          <label>
            From the top
            <input type="range" min="0" max="100" value={focal.focal_y} onChange={(event) => setFocal({ ...focal, focal_y: event.target.valueAsNumber })} />
          </label>
          <button
            type="button"
            className="button button--small"
            disabled={busy || !isFocalNew}
            onClick={() => change(focal, `Where to look in ${name} was saved.`)}
          >
            Save point
          </button>
        </details>
        <div className="picture-card__acts">
          <button type="button" className="button button--small" disabled={busy || place === 0} aria-label={`Move ${name} earlier`} onClick={() => move(place - 1)}>
            Earlier
          </button>
          <button
            type="button"
            className="button button--small"
            disabled={busy || place === count - 1}
            aria-label={`Move ${name} later`}
            onClick={() => move(place + 1)}
          >
            Later
          </button>
          {sure ? (
            <>
              <button type="button" className="button button--small button--danger" disabled={busy} onClick={remove}>
                Take it away
              </button>
              <button type="button" className="button button--small button--quiet" onClick={() => setSure(false)}>
                Keep it
              </button>
            </>
          ) : (
            <button type="button" className="button button--small button--danger" aria-label={`Delete ${name}`} onClick={() => setSure(true)}>
              Delete
            </button>
          )}
        </div>
      </div>
    </article>
  );
}
