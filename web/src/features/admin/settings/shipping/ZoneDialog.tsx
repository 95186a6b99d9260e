// Making or changing one shipping zone, with what it does to a parcel beside it before it is saved.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listCarriers } from '../../../../api/desk/carriers';
import { changeZone, createZone } from '../../../../api/shipping';
import type { ShippingZone } from '../../../../api/types';
import { Field, TextField } from '../../../../ui/Field';
import { memberError } from '../../../../ui/forms/fieldError';
import { FormDialog, useSaving } from '../../frame/FormDialog';
import { MethodFields } from './MethodFields';
import { ParcelExample } from './ParcelExample';
import { blankMethod, zoneBody, zoneText, type ZoneText } from './zoneForm';

export function ZoneDialog({ zone, currency, close, saved }: { zone: ShippingZone | null; currency: string; close: () => void; saved: (zone: ShippingZone) => void }) {
  const [text, setText] = useState<ZoneText>(() => zoneText(zone, currency));
  const saving = useSaving(async () => {
    const body = zoneBody(text);
    saved(zone ? await changeZone(zone, { ...body }) : await createZone(body));
  });
  const { problem } = saving;
  // A faulty place is named by its number; there is one field for all of them.
  const placeError = problem ? Object.entries(problem.errors).find(([field]) => field.startsWith('places'))?.[1][0] : undefined;

  const carriers = useQuery({ queryKey: ['carriers'], queryFn: ({ signal }) => listCarriers(signal) }).data?.items ?? [];

  return (
    <FormDialog of={saving} title={zone ? `Change ${zone.name}` : 'New zone'} close={close} wide verb="Save zone">
      <div className="fields">
        <Field label="Name" required maxLength={200} value={text.name} error={memberError(problem, 'name')} onChange={(event) => setText({ ...text, name: event.target.value })} />
        <TextField
          label="Places"
          required
          rows={2}
          value={text.places}
          error={placeError}
          onChange={(event) => setText({ ...text, places: event.target.value })}
          hint="Countries (DE), regions (US-HI) or beginnings of postal codes (US-994*), with commas between; * for everywhere else"
        />
      </div>
      <label className="check">
        <input type="checkbox" checked={!text.ships} onChange={(event) => setText({ ...text, ships: !event.target.checked })} />
        <span>Nothing is shipped there</span>
      </label>
      <datalist id="shipping-codes">
        <option value="standard" />
        <option value="express" />
      </datalist>
      {text.ships && (
        <>
          {text.methods.map((method, i) => (
            <MethodFields
              key={i}
              method={method}
              number={i}
              problem={problem}
              carriers={carriers}
              change={(next) => setText({ ...text, methods: text.methods.map((one, at) => (at === i ? next : one)) })}
              drop={text.methods.length > 1 ? () => setText({ ...text, methods: text.methods.filter((_, at) => at !== i) }) : null}
            />
          ))}
          <div className="row">
            <button
              type="button"
              className="button button--small"
              onClick={() => setText({ ...text, methods: [...text.methods, { ...blankMethod(text.methods[0]?.currency ?? currency), method: 'express', name: 'Express', days_min: '1', days_max: '1' }] })}
            >
              Add a method
            </button>
          </div>
        </>
      )}
      <ParcelExample zone={text} zoneId={zone?.shipping_zone_id ?? null} currency={text.methods[0]?.currency ?? currency} />
    </FormDialog>
  );
}
