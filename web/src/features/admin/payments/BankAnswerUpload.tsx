// The bank's answer is uploaded as it is; the shop reads it and says what it changed.
import { useState, type ChangeEvent } from 'react';
import { uploadBankAnswer } from '../../../api/desk/payouts';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { BankAnswer } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';

export function BankAnswerUpload({ taken }: { taken: () => void }) {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<BankAnswer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const upload = (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target;
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    setProblem(null);
    setAnswer(null);
    uploadBankAnswer(file)
      .then((said) => {
        setAnswer(said);
        taken();
      })
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => {
        setBusy(false);
        // The same file may be chosen again.
        input.value = '';
      });
  };
  return (
    <section className="stack" aria-labelledby="answer-title">
      <h2 id="answer-title">What the bank answers</h2>
      <label className="stack">
        <span className="small soft">The bank's XML as it gave it: pain.002, camt.053 or camt.054. The same file twice changes nothing.</span>
        <input type="file" accept=".xml,application/xml,text/xml" disabled={busy} data-testid="bank-answer" onChange={upload} />
      </label>
      {busy && <p className="soft">Reading…</p>}
      {problem && <ErrorBanner problem={problem} />}
      {answer && (
        <div className="notice" role="status" data-testid="answer-taken">
          <p>{said(answer)}</p>
          {answer.unknown.length > 0 && (
            <p className="small">
              Not the shop's payouts, and left alone: {answer.unknown.slice(0, 10).join(', ')}
              {answer.unknown.length > 10 ? ` and ${answer.unknown.length - 10} more` : ''}.
            </p>
          )}
        </div>
      )}
    </section>
  );
}

function said(answer: BankAnswer): string {
  const parts = [
    count(answer.executed.length, 'paid'),
    count(answer.refused.length, 'refused'),
    count(answer.returned.length, 'came back'),
    count(answer.under_way, 'under way'),
    count(answer.as_before, 'known before'),
  ].filter(Boolean);
  return parts.length === 0 ? `${answer.message}: nothing in it is about the shop's payouts.` : `${answer.message}: ${parts.join(', ')}.`;
}

const count = (number: number, word: string) => (number === 0 ? '' : `${number} ${word}`);
