// What a paper is called on pages.
import { t } from '@lingui/core/macro';
import type { Paper } from '../../api/types';

export function paperName(paper: Pick<Paper, 'kind' | 'corrects'>): string {
  if (paper.kind === 'credit_note') return t`Credit note`;
  return paper.corrects ? t`Further invoice` : t`Invoice`;
}
