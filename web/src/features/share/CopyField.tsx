// A link to be copied: with one press where the browser allows it, else selected for the keyboard.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Field } from '../../ui/Field';

type Outcome = 'copied' | 'selected';

const words: Record<Outcome, MessageDescriptor> = {
  copied: msg`Copied.`,
  selected: msg`The browser did not let us copy it. It is selected: press Ctrl or ⌘ with C.`,
};

export function CopyField({ label, value, hint }: { label: string; value: string; hint: string }) {
  const { t } = useLingui();
  const box = useRef<HTMLDivElement>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  // Another link was not copied yet, and is what the shopper asked for: the keyboard goes on at it.
  useEffect(() => {
    setOutcome(null);
    box.current?.querySelector('input')?.focus();
  }, [value]);

  const copy = async () => {
    try {
      // Missing on plain http beyond localhost, where a shop may well be tried out.
      await navigator.clipboard.writeText(value);
      setOutcome('copied');
    } catch {
      const input = box.current?.querySelector('input');
      input?.focus();
      input?.select();
      setOutcome('selected');
    }
  };

  return (
    <div className="stack stack--tight" ref={box}>
      <div className="copy">
        <Field label={label} value={value} readOnly onFocus={(event) => event.target.select()} data-testid="share-link" />
        <button type="button" className="button" onClick={() => void copy()} data-testid="share-copy">
          {outcome === 'copied' ? (
            t`Copied`
          ) : (
            <Trans>
              Copy<span className="visually-hidden"> the link</span>
            </Trans>
          )}
        </button>
      </div>
      <p className={outcome === 'copied' ? 'visually-hidden' : 'small'} role="status" data-testid="share-copied">
        {outcome && t(words[outcome])}
      </p>
      <p className="tiny soft">{hint}</p>
    </div>
  );
}
