// The fields of a product in sections, each with what the host says against it below.
import { useId } from 'react';
import type { Problem } from '../../../../api/core/problem';
import type { Product } from '../../../../api/types';
import { Field, SelectField, TextField } from '../../../../ui/Field';
import { memberError } from '../../../../ui/forms/fieldError';
import { words } from '../../../../ui/words';
import { CategoryField } from '../categories/CategoryField';
import { safetyMembers, type GoodsText } from './goodsForm';

const classes = ['standard', 'reduced', 'intermediate', 'super_reduced', 'zero'];
const safetyLabels: Record<(typeof safetyMembers)[number], string> = {
  manufacturer_name: 'Manufacturer',
  manufacturer_address: 'Its postal address',
  manufacturer_contact: 'Its e-mail address or page',
  responsible_name: 'Responsible in the EU',
  responsible_address: 'Their postal address',
  responsible_contact: 'Their e-mail address or page',
  warnings: 'Warnings',
};

interface Props {
  text: GoodsText;
  change: (text: GoodsText) => void;
  problem: Problem | null;
  isNew: boolean;
  isAdmin: boolean;
  isVariant: boolean;
}

export function GoodsFields({ text, change, problem, isNew, isAdmin, isVariant }: Props) {
  const lists = useId();
  const error = (member: string) => memberError(problem, member);
  // A faulty tag or option is named by its place; there is one field for all of them.
  const anyError = (member: string) => Object.entries(problem?.errors ?? {}).find(([name]) => name === member || name.startsWith(`${member}[`) || name.startsWith(`${member}.`))?.[1].join(' ');
  const set = (part: Partial<GoodsText>) => change({ ...text, ...part });

  return (
    <>
      <section className="editor__section" aria-labelledby={`${lists}-details`}>
        <h2 id={`${lists}-details`}>Details</h2>
        <div className="fields">
          <Field label="Name" required maxLength={200} value={text.name} error={error('name')} onChange={(event) => set({ name: event.target.value })} />
          <TextField label="Description" optional rows={5} value={text.description} error={error('description')} onChange={(event) => set({ description: event.target.value })} />
          <SelectField
            label="Status"
            span="half"
            value={text.status}
            error={error('status')}
            onChange={(event) => set({ status: event.target.value as Product['status'] })}
            hint={text.status === 'active' ? 'Shoppers see and buy it.' : text.status === 'draft' ? 'Nobody else sees it yet.' : 'No longer shown or sold.'}
          >
            {['draft', 'active', 'archived'].map((status) => (
              <option key={status} value={status}>
                {words(status)}
              </option>
            ))}
          </SelectField>
          <CategoryField span="half" required value={text.category} error={error('category')} change={(category) => set({ category })} />
          <Field label="Brand" span="half" optional maxLength={80} value={text.brand} error={error('brand')} onChange={(event) => set({ brand: event.target.value })} />
          <Field label="Tags" span="half" optional value={text.tags} error={anyError('tags')} onChange={(event) => set({ tags: event.target.value })} hint="Between commas" />
          {isAdmin && <Field label="Vendor" span="half" optional={isNew} maxLength={64} value={text.vendor_id} error={error('vendor_id')} onChange={(event) => set({ vendor_id: event.target.value })} hint="The id of whose goods these are; the shop's own without one" />}
        </div>
      </section>

      <section className="editor__section" aria-labelledby={`${lists}-price`}>
        <h2 id={`${lists}-price`}>Price and tax</h2>
        <div className="fields">
          <Field label="Price" span="third" required inputMode="decimal" value={text.price} error={error('price')} onChange={(event) => set({ price: event.target.value })} />
          <Field label="Compare-at price" span="third" inputMode="decimal" value={text.compare_at_price} error={error('compare_at_price')} onChange={(event) => set({ compare_at_price: event.target.value })} hint="Empty, or above the price: what it is reduced from" />
          <Field label="Currency" span="third" required maxLength={3} value={text.currency} error={error('currency')} onChange={(event) => set({ currency: event.target.value.toUpperCase() })} />
          <Field label="Tax class" span="half" list={`${lists}-classes`} value={text.tax_class} error={error('tax_class')} onChange={(event) => set({ tax_class: event.target.value })} />
          <datalist id={`${lists}-classes`}>
            {classes.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
          <SelectField label="Price includes tax" span="half" value={text.prices_include_tax} error={error('prices_include_tax')} onChange={(event) => set({ prices_include_tax: event.target.value })}>
            <option value="">As the shop's rates say</option>
            <option value="true">Yes</option>
            <option value="false">No, tax comes on top</option>
          </SelectField>
        </div>
      </section>

      <section className="editor__section" aria-labelledby={`${lists}-numbers`}>
        <h2 id={`${lists}-numbers`}>Numbers and shipping</h2>
        <div className="fields">
          <Field label="SKU" span="half" optional maxLength={64} value={text.sku} error={error('sku')} onChange={(event) => set({ sku: event.target.value })} hint="Your own number of it, given once" />
          <Field label="Barcode" span="half" optional inputMode="numeric" maxLength={14} value={text.barcode} error={error('barcode')} onChange={(event) => set({ barcode: event.target.value })} hint="GTIN: EAN, UPC or ISBN-13" />
          <label className="check half">
            <input type="checkbox" checked={text.requires_shipping} onChange={(event) => set({ requires_shipping: event.target.checked })} />
            <span>Needs shipping</span>
          </label>
          {text.requires_shipping && <Field label="Weight in grams" span="half" optional inputMode="numeric" value={text.weight_g} error={error('weight_g')} onChange={(event) => set({ weight_g: event.target.value })} hint="With its packing" />}
        </div>
      </section>

      {!isVariant && <Options text={text} change={change} error={anyError('options')} />}

      <section className="editor__section" aria-labelledby={`${lists}-seo`}>
        <h2 id={`${lists}-seo`}>Search engines</h2>
        <div className="fields">
          {!isVariant && <Field label="Address" optional maxLength={80} value={text.slug} error={error('slug')} onChange={(event) => set({ slug: event.target.value })} hint="The end of its page's address, made of the name when empty. The one it had leads to the new one." />}
          <Field label="Title" optional maxLength={120} value={text.seo_title} error={error('seo.title')} onChange={(event) => set({ seo_title: event.target.value })} hint={`${text.seo_title.length} of about 60 characters that are shown`} />
          <TextField label="Words below" optional rows={2} maxLength={320} value={text.seo_description} error={error('seo.description')} onChange={(event) => set({ seo_description: event.target.value })} hint={`${text.seo_description.length} of about 160 characters that are shown`} />
        </div>
        <div className="found" aria-label="How it may be found" data-testid="seo-preview">
          <p className="found__title">{text.seo_title.trim() || text.name || 'The name of the product'}</p>
          <p className="small soft">{(text.seo_description.trim() || text.description).slice(0, 160) || 'The description of the product'}</p>
        </div>
      </section>

      <details className="editor__section" open={safetyMembers.some((member) => anyError(`safety.${member}`)) || undefined}>
        <summary>Safety contact</summary>
        <p className="small soft">Whom a buyer turns to about its safety. Without one yours or the shop's is shown.</p>
        <div className="fields">
          {safetyMembers.map((member) => (
            <Field key={member} label={safetyLabels[member]} span={member === 'warnings' ? undefined : 'third'} optional value={text.safety[member]} error={error(`safety.${member}`)} onChange={(event) => set({ safety: { ...text.safety, [member]: event.target.value } })} />
          ))}
        </div>
      </details>
    </>
  );
}

function Options({ text, change, error }: { text: GoodsText; change: (text: GoodsText) => void; error?: string }) {
  const id = useId();
  const put = (at: number, part: Partial<GoodsText['axes'][number]>) => change({ ...text, axes: text.axes.map((axis, i) => (i === at ? { ...axis, ...part } : axis)) });
  return (
    <section className="editor__section" aria-labelledby={id}>
      <h2 id={id}>Options</h2>
      <p className="small soft">What a buyer chooses, such as Size or Colour. Each combination is a variant with a price and stock of its own.</p>
      {text.axes.map((axis, i) => (
        <div className="axis" key={i}>
          <Field label="Option" maxLength={200} value={axis.name} onChange={(event) => put(i, { name: event.target.value })} />
          <Field label="Values" value={axis.values} onChange={(event) => put(i, { values: event.target.value })} hint="Between commas: S, M, L" error={i === 0 ? error : undefined} />
          <button type="button" className="button button--small button--quiet" onClick={() => change({ ...text, axes: text.axes.filter((_, at) => at !== i) })}>
            Remove<span className="visually-hidden"> {axis.name || 'this option'}</span>
          </button>
        </div>
      ))}
      <div className="row">
        <button type="button" className="button button--small" disabled={text.axes.length >= 8} onClick={() => change({ ...text, axes: [...text.axes, { name: '', values: '' }] })}>
          Add an option
        </button>
      </div>
    </section>
  );
}
