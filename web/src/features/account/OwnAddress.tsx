// The one address that belongs to the account itself: where the checkout begins while the address book has no first.
import { Trans, useLingui } from '@lingui/react/macro';
import { changeProfile } from '../../api/account';
import type { User } from '../../api/types';
import { Form, Submit } from '../../ui/forms/Form';
import { LeaveGuard } from '../../ui/forms/LeaveGuard';
import { useForm } from '../../ui/forms/useForm';
import { useSay } from '../../ui/Toasts';
import { addressRules, cleaned, filledIn } from '../checkout/address';
import { AddressFields } from '../checkout/AddressFields';
import { likelyCountry } from '../checkout/countries';

export function OwnAddress({ user, saved }: { user: User; saved: (user: User) => void }) {
  const { t } = useLingui();
  const say = useSay();
  const form = useForm({
    schema: addressRules,
    start: { ...filledIn(user.address), ...(user.address ? {} : { name: user.name ?? '', country: likelyCountry() }) },
    draft: `own-address-${user.user_id}`,
    send: async (values) => {
      saved(await changeProfile({ address: cleaned(values) }));
      form.hook.reset(values);
      say.good(t`Saved.`);
    },
  });
  return (
    <Form
      of={form}
      aria-labelledby="own-address-heading"
      data-testid="own-address"
      head={
        <h2 className="account__heading" id="own-address-heading">
          <Trans>Address</Trans>
        </h2>
      }
    >
      <LeaveGuard dirty={form.dirty} leave={form.forget} />
      <AddressFields of={form} />
      <div>
        <Submit of={form} busy={t`Saving…`}><Trans>Save</Trans></Submit>
      </div>
    </Form>
  );
}
