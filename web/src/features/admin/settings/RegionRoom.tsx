// Languages, time zone and currency.
import { listTimeZones } from '../../../api/shop';
import { Field, SelectField } from '../../../ui/Field';
import { useLoad } from '../../../ui/browser/useLoad';
import { useRoom } from './SettingsLayout';
import { said } from './settingsForm';

const languages: Record<string, string> = { en: 'English', de: 'Deutsch' };

export function RegionRoom() {
  const { draft, settings, change, error, note } = useRoom();
  const zones = useLoad(['settings', 'zones'], (signal) => listTimeZones(signal));
  const offered = draft.languages ?? settings.defaults.languages;
  const warning = settings.warnings.find((one) => one.member === 'currency');
  const offer = (language: string, isOffered: boolean) => {
    const next = isOffered ? [...offered, language] : offered.filter((one) => one !== language);
    change({ languages: next, ...(draft.language && !next.includes(draft.language) && { language: null }) });
  };
  return (
    <div className="stack">
      <h2>Languages and region</h2>
      <fieldset className="stack stack--tight settings__plain">
        <legend className="field__label">Languages offered</legend>
        {Object.entries(languages).map(([value, label]) => (
          <label className="check" key={value}>
            <input type="checkbox" checked={offered.includes(value)} disabled={offered.length === 1 && offered.includes(value)} onChange={(event) => offer(value, event.target.checked)} />
            <span lang={value}>{label}</span>
          </label>
        ))}
        {(error('languages') ?? note('languages')) && <span className={error('languages') ? 'field__error' : 'field__hint'}>{error('languages') ?? note('languages')}</span>}
      </fieldset>
      <div className="fields">
        <SelectField
          label="Language"
          span="half"
          value={draft.language ?? ''}
          error={error('language')}
          hint={note('language') ?? 'Of pages and mails for whoever has not chosen one'}
          onChange={(event) => change({ language: said(event.target.value) })}
        >
          <option value="">As configured ({languages[settings.defaults.language]})</option>
          {offered.map((value) => (
            <option key={value} value={value}>
              {languages[value]}
            </option>
          ))}
        </SelectField>
        <Field
          label="Currency"
          span="half"
          maxLength={3}
          value={draft.currency ?? ''}
          placeholder={settings.defaults.currency}
          error={error('currency')}
          hint={warning?.detail ?? note('currency') ?? 'Of new goods: three letters, such as EUR. Goods that are there keep theirs.'}
          onChange={(event) => change({ currency: said(event.target.value.toUpperCase().trim()) })}
        />
        <Field
          label="Time zone"
          list="time-zones"
          autoComplete="off"
          value={draft.time_zone ?? ''}
          placeholder={settings.defaults.time_zone}
          error={error('time_zone')}
          hint={note('time_zone') ?? 'Days of invoices, withdrawals, payouts and figures are counted in it from now on; what is written stays.'}
          onChange={(event) => change({ time_zone: said(event.target.value.trim()) })}
        />
        <datalist id="time-zones">
          {zones.data?.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
    </div>
  );
}
