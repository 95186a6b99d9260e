// What a shopper agrees to with the order button, each text a link. The order keeps which versions they were.
import type { PolicyRow } from '../../api/types';

const says: Record<string, string> = {
  terms: 'the terms of sale',
  withdrawal: 'the instructions on withdrawal',
  privacy: 'how we treat your data',
};

/** Of all policies those that an order is placed under. */
export function agreedTo(policies: PolicyRow[]): PolicyRow[] {
  return policies.filter((one) => one.name in says);
}

export function Agreement({ policies }: { policies: PolicyRow[] }) {
  const shown = agreedTo(policies);
  if (shown.length === 0) return null;
  const terms = shown.find((one) => one.name === 'terms');
  const others = shown.filter((one) => one.name !== 'terms');
  return (
    <p className="tiny soft" data-testid="agreement">
      {terms && (
        <>
          With your order you agree to <Text one={terms} />.{' '}
        </>
      )}
      {others.length > 0 && (
        <>
          Please read{' '}
          {others.map((one, index) => (
            <span key={one.name}>
              {index > 0 && ' and '}
              <Text one={one} />
            </span>
          ))}
          .
        </>
      )}
    </p>
  );
}

/** In a tab of its own, so that nothing typed at checkout is lost. */
function Text({ one }: { one: PolicyRow }) {
  return (
    <a href={`/policies/${encodeURIComponent(one.name)}`} target="_blank" rel="noopener">
      {says[one.name]}
    </a>
  );
}
