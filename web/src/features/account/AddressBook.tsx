// The addresses that a shopper keeps: one of them is where the checkout begins.
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addAddress, changeAddress, readAddresses, removeAddress } from '../../api/addresses';
import { asProblem, type Problem } from '../../api/core/problem';
import type { SavedAddress } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { Form, Submit } from '../../ui/forms/Form';
import { useForm } from '../../ui/forms/useForm';
import { QueryState } from '../../ui/QueryState';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { blankAddress, cleaned, filledIn, labelledRules, oneLine } from '../checkout/address';
import { AddressFields } from '../checkout/AddressFields';
import { likelyCountry } from '../checkout/countries';

export function AddressBook() {
  const { t } = useLingui();
  const me = useSession().session?.user.user_id ?? '';
  const book = useQuery({ queryKey: ['account', me, 'addresses'], queryFn: ({ signal }) => readAddresses(signal) });
  const say = useSay();
  const [editing, setEditing] = useState<SavedAddress | 'new' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const done = (change: Promise<unknown>, words: string) => {
    setProblem(null);
    change.then(
      () => {
        say.good(words);
        void book.refetch();
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
  };

  return (
    <section className="stack" aria-labelledby="address-book-heading" data-testid="address-book">
      <h2 className="account__heading" id="address-book-heading">
        <Trans>Address book</Trans>
      </h2>
      {problem && <ErrorBanner problem={problem} retry={() => void book.refetch()} />}
      <QueryState of={book} what={t`Loading your addresses`} blocks={1} />
      {book.data?.length === 0 && editing === null && <p className="small soft"><Trans>Keep further addresses here, and choose one at the checkout.</Trans></p>}
      {book.data && book.data.length > 0 && (
        <ul className="account__list">
          {book.data.map((one) => (
            <li key={one.address_id}>
              <span>
                {one.label || one.address.name}
                {one.default && <span className="small soft"> · <Trans>the checkout begins with it</Trans></span>}
                <span className="small soft account__line">{oneLine(one.address)}</span>
              </span>
              <span className="row">
                {!one.default && (
                  <button type="button" className="button button--small button--quiet" onClick={() => done(changeAddress(one.address_id, { default: true }), t`The checkout begins with it now.`)}>
                    <Trans>Use first</Trans>
                  </button>
                )}
                <button type="button" className="button button--small" aria-label={t`Change ${one.label || one.address.name}`} onClick={() => setEditing(one)}>
                  <Trans>Change</Trans>
                </button>
                <button type="button" className="button button--small button--quiet" aria-label={t`Delete ${one.label || one.address.name}`} onClick={() => done(removeAddress(one.address_id), t`Deleted.`)}>
                  <Trans>Delete</Trans>
                </button>
              </span>
            </li>
          ))}
        </ul>
      )}
      {editing !== null ? (
        <AddressForm
          key={editing === 'new' ? 'new' : editing.address_id}
          saved={editing === 'new' ? null : editing}
          close={(words) => {
            setEditing(null);
            if (words) {
              say.good(words);
              void book.refetch();
            }
          }}
        />
      ) : (
        <div>
          <button type="button" className="button" onClick={() => setEditing('new')}>
            <Trans>Add an address</Trans>
          </button>
        </div>
      )}
    </section>
  );
}

function AddressForm({ saved, close }: { saved: SavedAddress | null; close: (words?: string) => void }) {
  const { t } = useLingui();
  const me = useSession().session?.user.user_id;
  const form = useForm({
    schema: labelledRules,
    start: { label: saved?.label ?? '', ...(saved ? filledIn(saved.address) : { ...blankAddress, country: likelyCountry() }) },
    draft: `address-${me ?? ''}-${saved?.address_id ?? 'new'}`,
    send: async (values) => {
      const body = { label: values.label, address: cleaned(values) };
      await (saved ? changeAddress(saved.address_id, body) : addAddress(body));
      close(t`Saved.`);
    },
  });
  return (
    <Form of={form} data-testid="address-form">
      <Field label={t`Name of the address`} optional maxLength={60} hint={t`Such as Home or Work.`} {...form.field('label')} />
      <AddressFields of={form} />
      <div className="row">
        <Submit of={form} busy={t`Saving…`}><Trans>Save address</Trans></Submit>
        <button
          type="button"
          className="button button--quiet"
          onClick={() => {
            form.forget();
            close();
          }}
        >
          <Trans>Cancel</Trans>
        </button>
      </div>
    </Form>
  );
}
