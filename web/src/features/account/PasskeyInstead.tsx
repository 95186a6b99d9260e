// A passkey in place of the password, where the account has one that this browser can ask for.
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { FieldValues, Path } from 'react-hook-form';
import type { OwnerProof } from '../../api/account';
import { proveByPasskey, readPasskeys } from '../../api/passkeys';
import { hasPasskeys } from '../../api/core/webauthn';
import type { HouseForm } from '../../ui/forms/useForm';
import { useSession } from '../../ui/browser/useSession';

export function usePasskeys() {
  const me = useSession().session?.user.user_id ?? '';
  return useQuery({ queryKey: ['account', me, 'passkeys'], queryFn: ({ signal }) => readPasskeys(signal) });
}

interface Props<V extends FieldValues> {
  of: HouseForm<V>;
  /** What has to hold all the same. */
  needs?: Path<V>[];
  act: (proof: OwnerProof) => Promise<void>;
  children?: React.ReactNode;
}

export function PasskeyInstead<V extends FieldValues>({ of, needs = [], act, children }: Props<V>) {
  const passkeys = usePasskeys();
  if (!hasPasskeys() || (passkeys.data?.items.length ?? 0) === 0) return null;
  const press = async () => {
    if (needs.length > 0 && !(await of.check(needs))) return;
    await of.run(async () => act(await proveByPasskey()));
  };
  return (
    <button type="button" className="button" aria-disabled={of.busy} onClick={() => void press()}>
      {children ?? <Trans>Use a passkey instead</Trans>}
    </button>
  );
}
