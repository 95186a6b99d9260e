// Files of payouts for the bank: made here, taken to the bank by people, and marked by what the bank did.
import { useState } from 'react';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { PayoutFile } from '../../../api/types';
import { endPayoutFile, listPayoutFiles, makePayoutFile, readPayoutFile, readPayoutXml, refusePayout } from '../../../api/desk/vendor';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { saveFile } from '../../../ui/browser/saveFile';
import { useSay } from '../../../ui/Toasts';
import { useLoad } from '../../../ui/browser/useLoad';
import { useRows } from '../../../ui/table/useRows';
import { dateTime, words } from '../../../ui/words';
import { AskDialog } from '../../order/AskDialog';
import { useOnce } from '../../order/useOnce';

const why: Record<string, string> = { no_account: 'no account', account_held: 'its new account waits', no_euro: 'not in euros', too_many: 'the file was full' };

export function PayoutFiles({ round, changed }: { round: number; changed: () => void }) {
  const say = useSay();
  const once = useOnce();
  const files = useRows<PayoutFile>(['payouts', 'files', round], (cursor, signal) => listPayoutFiles({ limit: 10, cursor }, signal));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState<PayoutFile | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [ending, setEnding] = useState<{ file: PayoutFile; status: 'executed' | 'discarded' } | null>(null);
  const reload = () => {
    files.reload();
    changed();
  };
  const fail = (error: unknown) => setProblem(asProblem(error));
  const make = () => {
    setProblem(null);
    once({}, makePayoutFile)
      .then((file) => {
        setMade(file);
        say.good(`A file with ${file.transfers} ${file.transfers === 1 ? 'payout' : 'payouts'} is ready for the bank.`);
        reload();
      })
      .catch(fail);
  };
  const save = async (file: PayoutFile) => {
    setProblem(null);
    try {
      saveFile(`payouts-${file.file_id}.xml`, new Blob([await readPayoutXml(file.file_id)], { type: 'application/xml' }));
    } catch (error) {
      fail(error);
    }
  };
  return (
    <section className="stack" aria-labelledby="files-title">
      <div className="row row--apart">
        <h2 id="files-title">Files for the bank</h2>
        <May permission="payouts.approve">
          <button type="button" className="button button--small" data-testid="make-file" onClick={make}>
            Make a file of all who are due
          </button>
        </May>
      </div>
      <p className="small soft">A file pays nothing by itself: give it to your bank, then say here what the bank did. What is in a file is in no other.</p>
      {problem && <ErrorBanner problem={problem} />}
      {made && (made.left_out ?? []).length > 0 && (
        <p className="notice" role="status" data-testid="left-out">
          Not in it: {made.left_out?.map((one) => `${one.vendor_id} (${why[one.why] ?? one.why})`).join(', ')}.
        </p>
      )}
      {files.problem && <ErrorBanner problem={files.problem} retry={files.reload} />}
      {files.first && files.items.length === 0 && <p className="soft">No file was made yet.</p>}
      <ul className="changes">
        {files.items.map((file) => (
          <li key={file.file_id} data-testid="payout-file">
            <span>{dateTime(file.created_at)}</span>
            <span>
              {file.transfers} {file.transfers === 1 ? 'payout' : 'payouts'}
            </span>
            <span className="figure strong">{money(file.total, file.currency)}</span>
            <span className="soft">{file.status === 'made' ? 'Waits for the bank' : words(file.status)}</span>
            <span className="row">
              <button type="button" className="button button--small" onClick={() => void save(file)}>
                Save file
              </button>
              <button type="button" className="button button--small button--quiet" onClick={() => setOpen(file.file_id)}>
                Look inside
              </button>
              <May permission="payouts.approve">
                {file.status === 'made' && (
                  <>
                    <button type="button" className="button button--small button--primary" data-testid="executed" onClick={() => setEnding({ file, status: 'executed' })}>
                      The bank has paid
                    </button>
                    <button type="button" className="button button--small button--quiet" onClick={() => setEnding({ file, status: 'discarded' })}>
                      Discard
                    </button>
                  </>
                )}
              </May>
            </span>
          </li>
        ))}
      </ul>
      <LoadMore pages={files} />
      {open && <FileDialog fileId={open} close={() => setOpen(null)} changed={reload} />}
      {ending && (
        <AskDialog
          title={ending.status === 'executed' ? 'The bank has paid' : 'Discard the file'}
          action={ending.status === 'executed' ? 'Yes, it has paid' : 'Discard it'}
          busyWord="Saving…"
          ask={() => endPayoutFile(ending.file.file_id, ending.status)}
          done={() => {
            setEnding(null);
            say.good(ending.status === 'executed' ? 'The payouts are recorded.' : 'The file is discarded.');
            reload();
          }}
          close={() => setEnding(null)}
          testId="end-file"
        >
          <p>
            {ending.status === 'executed'
              ? 'Each payout of the file is taken off its vendor\u2019s balance. Say first which ones the bank refused, if any: look inside.'
              : 'Only if the bank did not get it, or refused all of it. What is in it is owed as before and goes into the next file.'}
          </p>
        </AskDialog>
      )}
    </section>
  );
}

function FileDialog({ fileId, close, changed }: { fileId: string; close: () => void; changed: () => void }) {
  const file = useLoad(['payouts', 'file', fileId], (signal) => readPayoutFile(fileId, signal));
  const [refusing, setRefusing] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const refuse = (payoutId: string) => {
    setProblem(null);
    refusePayout(fileId, payoutId, reason.trim())
      .then(() => {
        setRefusing(null);
        file.reload();
        changed();
      })
      .catch((error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <Dialog title="Payouts of the file" close={close}>
      {file.problem && <ErrorBanner problem={file.problem} retry={file.reload} />}
      {problem && <ErrorBanner problem={problem} />}
      {!file.data && !file.problem && <Loading blocks={1} what="Loading the file" />}
      <ul className="changes">
        {file.data?.payouts?.map((one) => (
          <li key={one.payout_id} data-testid="filed-payout">
            <span className="strong">{one.vendor_id}</span>
            <span className="figure">{money(one.amount, 'EUR')}</span>
            <span className="small">
              {one.holder}, {one.iban}
            </span>
            <span className="small soft">
              {words(one.status)}
              {one.returned > 0 ? ', came back' : ''}
              {one.reason ? `: ${one.reason}` : ''}
            </span>
            {one.status === 'in_file' && refusing !== one.payout_id && (
              <button type="button" className="button button--small button--quiet" onClick={() => setRefusing(one.payout_id)}>
                The bank refused it
              </button>
            )}
            {refusing === one.payout_id && (
              <form
                className="row"
                onSubmit={(event) => {
                  event.preventDefault();
                  refuse(one.payout_id);
                }}
              >
                <Field label="What the bank said" required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
                <button type="submit" className="button button--small">
                  Save
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
