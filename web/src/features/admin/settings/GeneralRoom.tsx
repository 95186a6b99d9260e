// What the shop is called, and how it is reached.
import { Field, TextField } from '../../../ui/Field';
import { useRoom } from './SettingsLayout';
import { said, whole } from './settingsForm';

const nobody = { company: null, address: null, email: null, phone: null, register: null };

export function GeneralRoom() {
  const { draft, settings, change, error, note } = useRoom();
  const contact = draft.contact ?? nobody;
  const configured = settings.defaults.contact;
  const part = (name: keyof typeof nobody) => ({
    value: contact[name] ?? '',
    placeholder: draft.contact ? undefined : (configured[name] ?? undefined),
    error: error(`contact.${name}`),
    onChange: (event: { target: { value: string } }) => change({ contact: whole({ ...contact, [name]: said(event.target.value) }) }),
  });
  return (
    <div className="stack">
      <h2>General</h2>
      <div className="fields">
        <Field
          label="Name of the shop"
          dir="auto"
          maxLength={80}
          value={draft.name ?? ''}
          placeholder={settings.defaults.name}
          error={error('name')}
          hint={note('name') ?? 'On every page, in the title, in mails. Invoices keep the legal name of the seller.'}
          onChange={(event) => change({ name: said(event.target.value) })}
        />
        <Field
          label="Line beneath the name"
          optional
          dir="auto"
          maxLength={200}
          value={draft.tagline ?? ''}
          placeholder={settings.defaults.tagline ?? undefined}
          error={error('tagline')}
          hint={note('tagline') ?? undefined}
          onChange={(event) => change({ tagline: said(event.target.value) })}
        />
        <Field
          label="Announcement"
          optional
          dir="auto"
          maxLength={200}
          value={draft.announcement ?? ''}
          error={error('announcement')}
          hint="A line above every page, such as when the shop is closed."
          onChange={(event) => change({ announcement: said(event.target.value) })}
        />
      </div>
      <h3>Contact</h3>
      <p className="small soft">{note('contact') ?? 'In the footer of every page. What a shop must say by law belongs into the imprint, under Policies.'}</p>
      <div className="fields">
        <Field label="Company" optional span="half" {...part('company')} />
        <Field label="E-mail" optional span="half" type="email" {...part('email')} />
        <Field label="Telephone" optional span="half" type="tel" {...part('phone')} />
        <TextField label="Address" optional span="half" rows={3} {...part('address')} />
        <TextField label="Register and numbers" optional rows={2} {...part('register')} hint="Such as HRB 12345, Amtsgericht Charlottenburg" />
      </div>
    </div>
  );
}
