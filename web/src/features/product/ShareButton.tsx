// Hands the address of the page on: by the device's own way of sharing, else by copying it.
import { Trans, useLingui } from '@lingui/react/macro';
import { ShareIcon } from '../../ui/icons';
import { useSay } from '../../ui/Toasts';

export function ShareButton({ title }: { title: string }) {
  const { t } = useLingui();
  const say = useSay();
  const share = async () => {
    const url = window.location.origin + window.location.pathname;
    try {
      if (navigator.share) {
        await navigator.share({ title, url });
        return;
      }
      await navigator.clipboard.writeText(url);
      say.good(t`The link is copied.`);
    } catch (error) {
      // Whoever closes the device's own window has shared nothing, and knows it.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      say.bad(t`The link could not be copied: ${url}`);
    }
  };
  return (
    <button type="button" className="link-button share-link" onClick={() => void share()} data-testid="share-product">
      <ShareIcon /> <Trans>Share</Trans>
    </button>
  );
}
