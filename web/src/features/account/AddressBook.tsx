// The addresses that a shopper keeps: one of them is where the checkout begins.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { addAddress, changeAddress, readAddresses, removeAddress } from '../../api/addresses';
import { asProblem, type Problem } from '../../api/problem';
import type { SavedAddress } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { Loading } from '../../ui/Loading';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/useLoad';
import { blankAddress, cleaned, filledIn, oneLine } from '../checkout/address';
import { AddressFields } from '../checkout/AddressFields';

export function AddressBook() {
  const { t } = useLingui();
  const book = useLoad((signal) => readAddresses(signal), '');
  const say = useSay();
  const [editing, setEditing] = useState<SavedAddress | 'new' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const done = (change: Promise<unknown>, words: string) => {
    setProblem(null);
    change.then(
      () => {
        say.good(words);
        book.reload();
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
  };

  return (
    <section className="stack" aria-labelledby="address-book-heading" data-testid="address-book">
      <h2 className="account__heading" id="address-book-heading">
        <Trans>Address book</Trans>
      </h2>
      {(problem ?? book.problem) && <ErrorBanner problem={(problem ?? book.problem)!} retry={book.reload} />}
      {!book.data && !book.problem && <Loading what={t`Loading your addresses`} blocks={1} />}
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
              book.reload();
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
  const [label, setLabel] = useState(saved?.label ?? '');
  const [address, setAddress] = useState(saved ? filledIn(saved.address) : blankAddress);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const body = { label: label.trim(), address: cleaned(address) };
      await (saved ? changeAddress(saved.address_id, body) : addAddress(body));
      close(t`Saved.`);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  return (
    <form
      className="stack"
      data-testid="address-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {problem && <ErrorBanner problem={problem} />}
      <Field label={t`Name of the address`} optional maxLength={60} hint={t`Such as Home or Work.`} value={label} onChange={(event) => setLabel(event.target.value)} error={fieldError(problem, 'label')} />
      <AddressFields address={address} change={setAddress} problem={problem} />
      <div className="row">
        <button type="submit" className="button button--primary" aria-disabled={busy}>
          {busy ? t`Saving…` : t`Save address`}
        </button>
        <button type="button" className="button button--quiet" onClick={() => close()}>
          <Trans>Cancel</Trans>
        </button>
      </div>
    </form>
  );
}
