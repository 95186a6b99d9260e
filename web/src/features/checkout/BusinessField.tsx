// The VAT number of a business that buys. Asked for only by those who say that they are one, and taken when the field is left.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Problem } from '../../api/problem';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';

export function BusinessField({ problem, taken }: { problem: Problem | null; taken: (number: string) => void }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  return (
    <div className="stack stack--tight">
      <label className="check">
        <input
          type="checkbox"
          checked={open}
          onChange={(event) => {
            setOpen(event.target.checked);
            taken(event.target.checked ? text.trim() : '');
          }}
        />
        <span><Trans>I buy for a business</Trans></span>
      </label>
      {open && (
        <Field
          label={t`VAT number`}
          name="vat_number"
          optional
          maxLength={30}
          autoCapitalize="characters"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => taken(text.trim())}
          error={fieldError(problem, 'vat_number')}
          hint={t`With the letters of its country, such as DE136695976`}
        />
      )}
    </div>
  );
}
