// What the shop is called, and how it is reached.
import { Field, TextField } from '../../../ui/Field';
import { useRoom } from './SettingsLayout';
import { said, whole } from './settingsForm';

const noSeller = { name: null, street: null, postal_code: null, city: null, country: null, vat_number: null, tax_number: null, register: null, email: null };
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
  const known = settings.seller_in_force;
  const seller = draft.seller ?? noSeller;
  const of = (name: keyof typeof noSeller) => ({
    value: seller[name] ?? '',
    maxLength: 200,
    placeholder: draft.seller || known?.is_sample ? undefined : (known?.[name] ?? undefined),
    error: error(`seller.${name}`),
    onChange: (event: { target: { value: string } }) => change({ seller: whole({ ...seller, [name]: said(event.target.value) }) }),
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
      <h3>Seller of invoices</h3>
      <p className="small soft">{note('seller') ?? 'As the law wants it on invoices and statements: all of it, with one of the two numbers. Without it none is written.'}</p>
      <div className="fields">
        <Field label="Legal name" optional {...of('name')} />
        <Field label="Street and number" optional {...of('street')} />
        <Field label="Postal code" optional span="third" {...of('postal_code')} />
        <Field label="City" optional span="two-thirds" {...of('city')} />
        <Field label="Country" optional span="third" {...of('country')} maxLength={2} hint="Two letters, such as DE" />
        <Field label="VAT number" optional span="third" {...of('vat_number')} hint="With its letters" />
        <Field label="Tax number" optional span="third" {...of('tax_number')} hint="Where there is no VAT number" />
        <Field label="Register" optional span="half" {...of('register')} />
        <Field label="E-mail on invoices" optional span="half" type="email" {...of('email')} maxLength={254} />
      </div>
    </div>
  );
}
