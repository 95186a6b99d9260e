// A link: its words, and where it leads.
import type { ShopLink } from '../../../api/types';
import { Field } from '../../../ui/Field';
import { useRoom } from './SettingsLayout';

/** `at` is its member, such as `footer.columns[0].links[1]`. */
export function LinkFields({ at, link, change }: { at: string; link: ShopLink; change: (link: ShopLink) => void }) {
  const { error } = useRoom();
  return (
    <div className="fields">
      <Field label="Words of the link" span="half" maxLength={80} value={link.label} error={error(`${at}.label`)} onChange={(event) => change({ ...link, label: event.target.value })} />
      <Field
        label="Leads to"
        span="half"
        maxLength={500}
        value={link.to}
        error={error(`${at}.to`)}
        hint="/policies/terms, or https://…"
        onChange={(event) => change({ ...link, to: event.target.value.trim() })}
      />
    </div>
  );
}
