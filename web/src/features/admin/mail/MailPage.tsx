// The mailbox of the simulated mail provider: every mail the shop has sent, and how it looks.
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { listMail, readMail, resendMail } from '../../../api/desk/admin';
import { asProblem } from '../../../api/core/problem';
import type { MailSummary } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useListState } from '../../../ui/table/useListState';
import { useRows } from '../../../ui/table/useRows';
import { When } from '../../../ui/table/When';
import { useSay } from '../../../ui/Toasts';
import { useLoad } from '../../../ui/browser/useLoad';
import { useTitle } from '../../../ui/useTitle';
import { dateTime, shortId, words } from '../../../ui/words';
import { mailDocument } from './mailDocument';

const states = ['queued', 'sending', 'sent', 'failed'];

const to = (mail: MailSummary) => `/admin/mail/${encodeURIComponent(mail.mail_id)}`;

const columns: Column<MailSummary>[] = [
  { id: 'subject', label: 'Subject', name: true, cell: (mail) => <Link to={to(mail)}>{mail.subject}</Link>, value: (mail) => mail.subject },
  { id: 'to', label: 'To', plain: true, clip: true, cell: (mail) => <span title={mail.to}>{mail.to}</span>, value: (mail) => mail.to },
  { id: 'status', label: 'Status', plain: true, cell: (mail) => (mail.status ? words(mail.status) : '–'), value: (mail) => mail.status },
  { id: 'at', label: 'Sent', plain: true, cell: (mail) => <When at={mail.sent_at ?? mail.created_at} />, value: (mail) => mail.sent_at ?? mail.created_at },
];

export function MailPage() {
  useTitle('Mail');
  const { mailId } = useParams();
  const navigate = useNavigate();
  const list = useListState(['status']);
  const { status } = list.values;
  const rows = useRows<MailSummary>(['mail', list.values], (cursor, signal) => listMail({ status, limit: 50, cursor }, signal));
  return (
    <div className="stack">
      <p className="soft small">Every mail that the shop wrote, newest first.</p>
      <DataTable
        name="mail"
        label="Mail"
        one="mail"
        rows={rows}
        columns={columns}
        rowId={(mail) => mail.mail_id}
        rowTestId="mail-row"
        to={to}
        list={list}
        search={false}
        filters={[{ id: 'status', label: 'Status', all: 'All', options: states.map((one) => [one, words(one)]) }]}
        empty="No mail was sent yet."
        none="No mail is in this state."
        extra={
          <button type="button" className="button button--small" onClick={rows.reload}>
            Check again
          </button>
        }
      />
      {mailId && <MailDialog key={mailId} mailId={mailId} close={() => navigate({ pathname: '/admin/mail', search: list.search })} />}
    </div>
  );
}

function MailDialog({ mailId, close }: { mailId: string; close: () => void }) {
  const mail = useLoad(['mail', 'one', mailId], (signal) => readMail(mailId, signal));
  const say = useSay();
  const [asText, setAsText] = useState(false);
  const resend = () =>
    resendMail(mailId).then(
      () => {
        say.good('The mail is on its way again.');
        mail.reload();
      },
      (error: unknown) => say.bad(asProblem(error).message),
    );
  const html = mail.data?.html;
  const text = mail.data?.text;
  return (
    <Dialog title={mail.data?.subject ?? 'Mail'} close={close} wide>
      {mail.problem && <ErrorBanner problem={mail.problem} retry={mail.reload} />}
      {!mail.data && !mail.problem && <Loading blocks={1} what="Loading the mail" />}
      {mail.data && (
        <div className="stack">
          <p className="small">
            To <strong>{mail.data.to}</strong> · {dateTime(mail.data.sent_at ?? mail.data.created_at)}
            {mail.data.order_id && (
              <>
                {' · '}
                <Link to={`/admin/orders/${encodeURIComponent(mail.data.order_id)}`}>Order {shortId(mail.data.order_id)}</Link>
              </>
            )}
          </p>
          {html && text && (
            <label className="check">
              <input type="checkbox" checked={asText} onChange={(event) => setAsText(event.target.checked)} />
              <span>Show the plain text part</span>
            </label>
          )}
          {html && !asText ? (
            // Nothing inside a mail may run, open or send anything: the frame has no rights at all.
            <iframe className="mail-frame" title="Mail body" sandbox="" srcDoc={mailDocument(html)} />
          ) : (
            <pre className="mail-text">{text ?? 'This mail has no body.'}</pre>
          )}
          <div>
            <May permission="mail.edit">
              <button type="button" className="button button--small" onClick={() => void resend()}>
                Send again
              </button>
            </May>
          </div>
        </div>
      )}
    </Dialog>
  );
}
