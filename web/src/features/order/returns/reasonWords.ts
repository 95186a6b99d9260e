// Why an order was cancelled or not paid: the shop's own reasons by their code, what somebody wrote as it was written.
import { refusalWords } from '../../../i18n/hostWords';
import { words } from '../../../ui/words';

export function reasonWords(reason: string): string {
  return refusalWords(reason.replace(/ /g, '_'), {}, words(reason));
}
