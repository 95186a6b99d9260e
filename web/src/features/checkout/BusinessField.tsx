// The VAT number of a business that buys. Asked for only by those who say that they are one, and taken when the field is left.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Field } from '../../ui/Field';
import type { FieldProps } from '../../ui/forms/useForm';

interface Props {
  // Whichever form it stands in.
  field: Pick<FieldProps<never>, 'id' | 'error'> & { name: string; ref: React.Ref<HTMLInputElement>; onChange: (event: React.ChangeEvent<HTMLInputElement>) => unknown; onBlur: (event: React.FocusEvent<HTMLInputElement>) => unknown };
  /** Whether there is a number already. */
  given: boolean;
  taken: (number: string) => void;
  drop: () => void;
}

export function BusinessField({ field, given, taken, drop }: Props) {
  const { t } = useLingui();
  const [said, setOpen] = useState<boolean | null>(null);
  const open = said ?? given;
  return (
    <div className="stack stack--tight">
      <label className="check">
        <input
          type="checkbox"
          checked={open}
          onChange={(event) => {
            setOpen(event.target.checked);
            if (!event.target.checked) drop();
          }}
        />
        <span><Trans>I buy for a business</Trans></span>
      </label>
      {open && (
        <Field
          label={t`VAT number`}
          optional
          maxLength={30}
          autoCapitalize="characters"
          hint={t`With the letters of its country, such as DE136695976`}
          {...field}
          onBlur={(event) => {
            void field.onBlur(event);
            taken(event.target.value.trim());
          }}
        />
      )}
    </div>
  );
}
