// The token of a link from a mail: read once and taken out of the address, so that it stays neither in the history nor in a picture of the screen.
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';

export function useLinkToken(): string {
  const [search, setSearch] = useSearchParams();
  const [token] = useState(search.get('token') ?? '');
  const shown = search.has('token');
  useEffect(() => {
    if (shown) setSearch({}, { replace: true, state: { inPlace: true } });
  }, [shown, setSearch]);
  return token;
}
