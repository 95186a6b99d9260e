// What a paper is called on pages.
import type { Paper } from '../../api/types';

export function paperName(paper: Pick<Paper, 'kind' | 'corrects'>): string {
  if (paper.kind === 'credit_note') return 'Credit note';
  return paper.corrects ? 'Further invoice' : 'Invoice';
}
