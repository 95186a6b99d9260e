// What a shopper agrees to with the order button, each text a link. The order keeps which versions they were.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import type { PolicyRow } from '../../api/types';

const says: Record<string, MessageDescriptor> = {
  terms: msg`the terms of sale`,
  withdrawal: msg`the instructions on withdrawal`,
  privacy: msg`how we treat your data`,
};

/** Of all policies those that an order is placed under. */
export function agreedTo(policies: PolicyRow[]): PolicyRow[] {
  return policies.filter((one) => one.name in says);
}

export function Agreement({ policies }: { policies: PolicyRow[] }) {
  const shown = agreedTo(policies);
  if (shown.length === 0) return null;
  const terms = shown.find((one) => one.name === 'terms');
  const [one, other] = shown.filter((one) => one.name !== 'terms');
  return (
    <p className="tiny soft" data-testid="agreement">
      {terms && (
        <Trans>
          With your order you agree to <Text one={terms} />.
        </Trans>
      )}{' '}
      {one && !other && (
        <Trans>
          Please read <Text one={one} />.
        </Trans>
      )}
      {one && other && (
        <Trans>
          Please read <Text one={one} /> and <Text one={other} />.
        </Trans>
      )}
    </p>
  );
}

/** In a tab of its own, so that nothing typed at checkout is lost. */
function Text({ one }: { one: PolicyRow }) {
  const { t } = useLingui();
  return (
    <a href={`/policies/${encodeURIComponent(one.name)}`} target="_blank" rel="noopener">
      {says[one.name] && t(says[one.name]!)}
    </a>
  );
}
