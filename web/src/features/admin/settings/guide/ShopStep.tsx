import { useState } from 'react';
import { listTimeZones, writeSettings } from '../../../../api/shop';
import { showShop, UNNAMED } from '../../../shop/useShop';
import { Field, SelectField } from '../../../../ui/Field';
import { memberError } from '../../../../ui/forms/fieldError';
import { useLoad } from '../../../../ui/browser/useLoad';
import type { StepProps } from './GuidePage';
import { StepForm } from './StepForm';
import { useSaving } from './useSaving';

const currencies = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('currency') : ['EUR', 'USD', 'GBP'];
const languages = [
  ['en', 'English'],
  ['de', 'Deutsch'],
] as const;

export function ShopStep({ facts, saved }: StepProps) {
  const { settings, shop, version } = facts.settings;
  const zones = useLoad(['settings', 'zones'], listTimeZones);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [name, setName] = useState(shop.name === UNNAMED ? '' : shop.name);
  const [currency, setCurrency] = useState(shop.currency);
  const [language, setLanguage] = useState(shop.language);
  const [zone, setZone] = useState(settings.time_zone ?? (shop.time_zone === 'UTC' ? here : shop.time_zone));
  const { busy, problem, save } = useSaving(saved);

  const submit = () =>
    void save(async () => {
      const languagesOffered = shop.languages.includes(language) ? settings.languages : [language, ...shop.languages];
      const now = await writeSettings({ ...settings, name: name.trim(), currency, language, languages: languagesOffered, time_zone: zone }, version);
      showShop(now.shop);
    });

  return (
    <>
      <p className="soft">The name stands on every page, mail and invoice. Logo, colours and the home page come later, under Settings.</p>
      <StepForm busy={busy} problem={problem} submit={submit}>
        <Field label="Name of the shop" required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} error={memberError(problem, 'name')} />
        <SelectField label="Currency" span="third" value={currency} onChange={(event) => setCurrency(event.target.value)} error={memberError(problem, 'currency')} hint="Of new products">
          {currencies.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </SelectField>
        <SelectField label="Language" span="third" value={language} onChange={(event) => setLanguage(event.target.value)} error={memberError(problem, 'language')}>
          {languages.map(([code, label]) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </SelectField>
        <SelectField label="Time zone" span="third" value={zone} onChange={(event) => setZone(event.target.value)} error={memberError(problem, 'time_zone')} hint="In which the shop counts days">
          {[...new Set([zone, ...(zones.data ?? [])])].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </SelectField>
      </StepForm>
    </>
  );
}
