// Making or changing one pickup point.
import { useState } from 'react';
import { changePickupPoint, createPickupPoint } from '../../../../api/shipping';
import type { PickupPoint } from '../../../../api/types';
import { Field, TextField } from '../../../../ui/Field';
import { FormDialog, fieldsOf, useSaving } from '../../frame/FormDialog';

export function PointDialog({ point, close, saved }: { point: PickupPoint | null; close: () => void; saved: (point: PickupPoint) => void }) {
  const [text, setText] = useState({
    name: point?.name ?? '',
    line1: point?.line1 ?? '',
    city: point?.city ?? '',
    postal_code: point?.postal_code ?? '',
    region: point?.region ?? '',
    country: point?.country ?? '',
    hours: point?.hours ?? '',
    note: point?.note ?? '',
    ready_in_days: String(point?.ready_in_days ?? 1),
  });
  const saving = useSaving(async () => {
    const said = (value: string) => (value.trim() === '' ? null : value.trim());
    const body = {
      name: text.name.trim(),
      line1: text.line1.trim(),
      city: text.city.trim(),
      country: text.country.trim().toUpperCase(),
      postal_code: said(text.postal_code),
      region: said(text.region),
      hours: said(text.hours),
      note: said(text.note),
      ready_in_days: Number(text.ready_in_days),
    };
    saved(point ? await changePickupPoint(point, body) : await createPickupPoint(body));
  });
  const field = fieldsOf(text, setText, saving.problem);

  return (
    <FormDialog of={saving} title={point ? `Change ${point.name}` : 'New pickup point'} close={close} wide verb="Save pickup point">
      <div className="fields">
        <Field label="Name" required maxLength={200} {...field('name')} />
        <Field label="Street and number" required maxLength={120} {...field('line1')} />
        <Field label="Postal code" span="third" maxLength={20} {...field('postal_code')} />
        <Field label="City" span="two-thirds" required maxLength={120} {...field('city')} />
        <Field label="Country" span="third" required maxLength={2} pattern="[A-Za-z]{2}" {...field('country')} hint="Two letters, such as DE" />
        <Field label="Region" span="third" optional maxLength={120} {...field('region')} />
        <Field label="Ready in working days" span="third" required type="number" min="0" max="60" step="1" {...field('ready_in_days')} hint="0 is the same day" />
        <TextField label="Opening hours" optional rows={2} maxLength={500} {...field('hours')} />
        <TextField label="What to bring or know" optional rows={2} maxLength={500} {...field('note')} />
      </div>
    </FormDialog>
  );
}
