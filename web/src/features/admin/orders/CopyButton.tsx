// Puts a text into the clipboard, and says whether that worked.
import { useSay } from '../../../ui/Toasts';

export function CopyButton({ text, what }: { text: string; what: string }) {
  const say = useSay();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say.good(`Copied: ${what}.`);
    } catch {
      // Pages that are not served securely have no clipboard.
      say.bad('The browser does not let pages copy here. Select the text and copy it.');
    }
  };
  return (
    <button type="button" className="link-button small" onClick={() => void copy()}>
      Copy<span className="visually-hidden"> {what}</span>
    </button>
  );
}
