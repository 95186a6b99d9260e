// The pictures of a product in its editor: dropped, pasted, chosen or fetched; put in order, described, and taken away.
import { useCallback, useEffect, useRef, useState, type ClipboardEvent, type DragEvent } from 'react';
import { addPicture, addPictureFrom, changePicture, readPictures, removePicture, type PictureChange } from '../../../api/pictures';
import { asProblem, isAbort, type Problem } from '../../../api/core/problem';
import type { ProductPicture, ProductPictures as Pictures } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { Loading } from '../../../ui/Loading';
import { PictureCard } from './PictureCard';
import './pictures.css';

const TAKEN = 'image/jpeg,image/png,image/webp,image/avif,image/svg+xml';
const LOOK_AGAIN_MS = 5_000;

interface Upload {
  key: number;
  name: string;
  part: number;
  problem: Problem | null;
}

/** `changed` is told when the product has got or lost one, which makes its version a newer one. */
export function ProductPictures({ productId, changed }: { productId: string; changed?: () => void }) {
  const [pictures, setPictures] = useState<Pictures | null>(null);
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [over, setOver] = useState(false);
  const [url, setUrl] = useState('');
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const dragged = useRef<string | null>(null);
  const next = useRef(1);
  const chooser = useRef<HTMLInputElement>(null);
  const gone = useRef<AbortController | null>(null);

  const load = useCallback(
    async (signal?: AbortSignal) => {
      try {
        setPictures(await readPictures(productId, signal));
        setProblem(null);
      } catch (error) {
        if (!isAbort(error)) setProblem(asProblem(error));
      }
    },
    [productId],
  );

  useEffect(() => {
    const leaving = new AbortController();
    gone.current = leaving;
    setPictures(null);
    void load(leaving.signal);
    return () => leaving.abort();
  }, [load]);

  // What the shop fetches in the background comes by itself.
  const isComing = pictures?.waiting.some((one) => one.state === 'waiting') ?? false;
  useEffect(() => {
    if (!isComing) return;
    const timer = setTimeout(() => void load(gone.current?.signal), LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [isComing, pictures, load]);

  // One after the other: they come in the order in which they were chosen, and the shop works on one at a time anyway.
  async function add(files: File[]) {
    const signal = gone.current?.signal;
    const begun = files.map((file) => ({ file, key: next.current++ }));
    setUploads((was) => [...was.filter((one) => !one.problem), ...begun.map(({ file, key }) => ({ key, name: file.name, part: 0, problem: null }))]);
    const edit = (key: number, change: Partial<Upload>) =>
      setUploads((was) => was.map((one) => (one.key === key ? { ...one, ...change } : one)));
    for (const { file, key } of begun) {
      try {
        await addPicture(productId, file, (part) => edit(key, { part }), signal);
        setUploads((was) => was.filter((one) => one.key !== key));
        setSaid(`${file.name} was added.`);
        await load(signal);
        changed?.();
      } catch (error) {
        if (isAbort(error)) return;
        edit(key, { problem: asProblem(error) });
      }
    }
  }

  async function act(work: () => Promise<unknown>, done: string) {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      setSaid(done);
      await load(gone.current?.signal);
      changed?.();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  }

  async function move(picture: ProductPicture, position: number) {
    // Shown at once; if the shop refuses, it is put back.
    const before = pictures;
    setPictures((was) => was && { ...was, items: moved(was.items, picture.image_id, position) });
    const held = await act(() => changePicture(productId, picture.image_id, { position }), `Picture moved to place ${position + 1}.`);
    if (!held) setPictures(before);
  }
  const change = (picture: ProductPicture, what: PictureChange, done: string) =>
    act(() => changePicture(productId, picture.image_id, what), done);

  function drop(event: DragEvent, onto?: number) {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const own = pictures?.items.find((picture) => picture.image_id === dragged.current);
    dragged.current = null;
    if (own && onto !== undefined) void move(own, onto);
    else if (!own) void add(filesOf(event.dataTransfer));
  }

  function paste(event: ClipboardEvent) {
    const files = filesOf(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    void add(files);
  }

  return (
    <section className="pictures stack" aria-label="Pictures" onPaste={paste} data-testid="product-pictures">
      <div
        className={`pictures__drop${over ? ' pictures__drop--over' : ''}`}
        tabIndex={0}
        role="group"
        aria-label="Drop or paste pictures here"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(dragged.current === null);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => drop(event)}
      >
        <p>
          Drop or paste pictures here, or{' '}
          <button type="button" className="link-button" onClick={() => chooser.current?.click()}>
            choose files
          </button>
        </p>
        <p className="soft">JPEG, PNG, WebP, AVIF or SVG. The first picture is the one that lists and carts show.</p>
        <input
          ref={chooser}
          type="file"
          accept={TAKEN}
          multiple
          hidden
          aria-label="Choose pictures"
          onChange={(event) => {
            void add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </div>
      <form
        className="pictures__from"
        onSubmit={(event) => {
          event.preventDefault();
          void act(() => addPictureFrom(productId, url.trim()), 'The picture was fetched.').then((held) => held && setUrl(''));
        }}
      >
        <Field label="Or from an address" type="url" placeholder="https://" value={url} onChange={(event) => setUrl(event.target.value)} optional />
        <button type="submit" className="button" disabled={busy || url.trim() === ''}>
          Fetch
        </button>
      </form>
      {problem && <ErrorBanner problem={problem} retry={() => void load()} />}
      {uploads.map((one) => (
        <div key={one.key} className="pictures__upload">
          <span>{one.name}</span>
          {one.problem ? (
            <>
              <span className="field__error">{one.problem.message}</span>
              <button type="button" className="link-button" onClick={() => setUploads((was) => was.filter((other) => other.key !== one.key))}>
                Dismiss
              </button>
            </>
          ) : (
            <progress value={one.part} max={1} aria-label={`Uploading ${one.name}`} />
          )}
        </div>
      ))}
      {pictures?.waiting.map((one) => (
        <div key={one.url} className="pictures__upload">
          <span className="pictures__address">{one.url}</span>
          <span className={one.state === 'failed' ? 'field__error' : 'soft'}>
            {one.state === 'failed' ? `Not fetched: ${one.detail}` : 'Will be fetched …'}
          </span>
        </div>
      ))}
      {pictures === null && !problem && <Loading what="Loading pictures" />}
      {pictures?.items.length === 0 && <p className="soft">No picture yet: the shop draws one.</p>}
      <ol className="pictures__list">
        {pictures?.items.map((picture, i) => (
          <li
            key={picture.image_id}
            draggable
            onDragStart={(event) => {
              dragged.current = picture.image_id;
              event.dataTransfer.effectAllowed = 'move';
            }}
            onDragEnd={() => (dragged.current = null)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => drop(event, i)}
          >
            <PictureCard
              picture={picture}
              place={i}
              count={pictures.items.length}
              busy={busy}
              move={(position) => void move(picture, position)}
              change={(what, done) => void change(picture, what, done)}
              remove={() => void act(() => removePicture(productId, picture.image_id), 'The picture was taken away.')}
            />
          </li>
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </section>
  );
}

function moved(items: ProductPicture[], imageId: string, position: number): ProductPicture[] {
  const left = items.filter((one) => one.image_id !== imageId);
  const own = items.find((one) => one.image_id === imageId);
  return own ? [...left.slice(0, position), own, ...left.slice(position)] : items;
}

function filesOf(from: DataTransfer): File[] {
  return [...from.files].filter((file) => file.type.startsWith('image/'));
}
