// Light, dark, or as the system has it: for this device.
import { useLingui } from '@lingui/react/macro';
import { chooseScheme, schemes, useScheme, type Scheme } from '../ui/browser/scheme';

export function SchemeChoice() {
  const { t } = useLingui();
  const chosen = useScheme();
  const words: Record<Scheme, string> = { system: t`As the system`, light: t`Light`, dark: t`Dark` };
  return (
    <label className="scheme">
      <span className="small soft">{t`Appearance`}</span>
      <select className="input input--small" value={chosen} onChange={(event) => chooseScheme(event.target.value as Scheme)} data-testid="scheme">
        {schemes.map((scheme) => (
          <option key={scheme} value={scheme}>
            {words[scheme]}
          </option>
        ))}
      </select>
    </label>
  );
}
