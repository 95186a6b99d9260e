// Choosing among the addresses that the shopper keeps.
import { Trans, useLingui } from '@lingui/react/macro';
import { SelectField } from '../../ui/Field';
import type { Address, SavedAddress } from '../../api/types';
import { isSame, oneLine } from './address';

interface Props {
  saved: SavedAddress[];
  address: Address;
  choose: (address: Address | null) => void;
}

export function SavedAddresses({ saved, address, choose }: Props) {
  const { t } = useLingui();
  const chosen = saved.find((one) => isSame(one.address, address))?.address_id ?? '';
  return (
    <div className="fields">
      <SelectField label={t`Your addresses`} name="saved_address" value={chosen} onChange={(event) => choose(saved.find((one) => one.address_id === event.target.value)?.address ?? null)}>
        <option value=""><Trans>Another address</Trans></option>
        {saved.map((one) => (
          <option key={one.address_id} value={one.address_id}>
            {one.label ? `${one.label}: ` : ''}
            {oneLine(one.address)}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
