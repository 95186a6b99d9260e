// A picture of the shop's own: chosen, shown, described, taken away.
import { useRef, useState } from 'react';
import { asProblem, type Problem } from '../../../api/core/problem';
import { addOwnPicture } from '../../../api/shop';
import type { ShopPicture } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { said } from './settingsForm';

const TAKEN = 'image/jpeg,image/png,image/webp,image/avif,image/svg+xml';

export function PictureField({ label, picture, change, error }: { label: string; picture: ShopPicture | null | undefined; change: (picture: ShopPicture | null) => void; error?: string }) {
  const [part, setPart] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const chooser = useRef<HTMLInputElement>(null);

  const send = async (file: File) => {
    setProblem(null);
    setPart(0);
    try {
      const kept = await addOwnPicture(file, setPart);
      change({ url: kept.url, width: kept.width, height: kept.height, alt: picture?.alt ?? null });
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setPart(null);
    }
  };

  return (
    <fieldset className="settings__picture">
      <legend className="field__label">{label}</legend>
      {picture && <img src={picture.url} width={picture.width} height={picture.height} alt={picture.alt ?? ''} />}
      <div className="row">
        <input
          ref={chooser}
          className="visually-hidden"
          type="file"
          accept={TAKEN}
          tabIndex={-1}
          aria-label={`${label}: file`}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) void send(file);
          }}
        />
        <button type="button" className="button button--small" disabled={part !== null} onClick={() => chooser.current?.click()}>
          {part !== null ? `Sending… ${Math.round(part * 100)} %` : picture ? 'Another picture' : 'Choose a picture'}
        </button>
        {picture && (
          <button type="button" className="link-button" onClick={() => change(null)}>
            Take it away
          </button>
        )}
      </div>
      {picture && <Field label="What it shows" optional maxLength={200} value={picture.alt ?? ''} onChange={(event) => change({ ...picture, alt: said(event.target.value) })} hint="For those who do not see it" />}
      {error && <span className="field__error">{error}</span>}
      {problem && <ErrorBanner problem={problem} />}
    </fieldset>
  );
}
