// From whom mails come, and what stands beneath every page.
import type { FooterColumn } from '../../../api/types';
import { Field, TextField } from '../../../ui/Field';
import { LinkFields } from './LinkFields';
import { useRoom } from './SettingsLayout';
import { newColumn, replaced, said, whole, without } from './settingsForm';

const COLUMNS_MAX = 4;
const LINKS_MAX = 12;

export function FooterRoom() {
  const { draft, shop, change, error, note } = useRoom();
  const sender = draft.sender ?? { name: null, address: null };
  const columns = draft.footer?.columns ?? [];
  const set = (next: FooterColumn[], text = draft.footer?.text ?? null) => change({ footer: next.length === 0 && text === null ? null : { columns: next, text } });
  return (
    <div className="stack">
      <h2>Sender of mails</h2>
      <div className="fields">
        <Field
          label="Name"
          optional
          span="half"
          maxLength={80}
          value={sender.name ?? ''}
          placeholder={shop.name}
          error={error('sender.name')}
          onChange={(event) => change({ sender: whole({ ...sender, name: said(event.target.value) }) })}
        />
        <Field
          label="Address"
          optional
          span="half"
          type="email"
          value={sender.address ?? ''}
          error={error('sender.address')}
          hint={note('sender') ?? 'One that your mail server may send for. Without it Mail:From of the configuration holds.'}
          onChange={(event) => change({ sender: whole({ ...sender, address: said(event.target.value.trim()) }) })}
        />
      </div>
      <h2>Footer</h2>
      <TextField
        label="Text beneath the name"
        optional
        dir="auto"
        rows={2}
        maxLength={1_000}
        value={draft.footer?.text ?? ''}
        error={error('footer.text')}
        onChange={(event) => set(columns, said(event.target.value))}
      />
      {columns.length === 0 && <p className="small soft">Without columns of your own the shop shows its links to cart, orders and account. Links to the policies are always there.</p>}
      {columns.map((column, at) => (
        <fieldset className="panel stack" key={at}>
          <legend className="visually-hidden">Column {at + 1}</legend>
          <div className="row row--apart">
            <h3>Column {at + 1}</h3>
            <button type="button" className="link-button" onClick={() => set(without(columns, at))}>
              Take away
            </button>
          </div>
          <Field
            label="Heading"
            optional
            dir="auto"
            maxLength={80}
            value={column.title ?? ''}
            error={error(`footer.columns[${at}].title`)}
            onChange={(event) => set(replaced(columns, at, { ...column, title: said(event.target.value) }))}
          />
          {column.links.map((link, i) => (
            <div key={i}>
              <LinkFields at={`footer.columns[${at}].links[${i}]`} link={link} change={(next) => set(replaced(columns, at, { ...column, links: replaced(column.links, i, next) }))} />
              <button type="button" className="link-button" onClick={() => set(replaced(columns, at, { ...column, links: without(column.links, i) }))}>
                Take this link away
              </button>
            </div>
          ))}
          <button
            type="button"
            className="button button--small"
            disabled={column.links.length >= LINKS_MAX}
            onClick={() => set(replaced(columns, at, { ...column, links: [...column.links, { label: '', to: '/' }] }))}
          >
            Add a link
          </button>
        </fieldset>
      ))}
      <div>
        <button type="button" className="button button--small" disabled={columns.length >= COLUMNS_MAX} onClick={() => set([...columns, newColumn()])}>
          Add a column
        </button>
      </div>
    </div>
  );
}
