// The mailbox of the simulated mail provider: every mail the shop has sent, and how it looks.
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { listMail, readMail, resendMail } from '../../../api/admin';
import { asProblem } from '../../../api/problem';
import type { MailSummary } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { useSay } from '../../../ui/Toasts';
import { useLoad } from '../../../ui/useLoad';
import { usePages } from '../../../ui/usePages';
import { useTitle } from '../../../ui/useTitle';
import { dateTime, shortId, words } from '../../../ui/words';
import { mailDocument } from './mailDocument';

export function MailPage() {
  useTitle('Mail');
  const { mailId } = useParams();
  const navigate = useNavigate();
  const pages = usePages<MailSummary>((cursor, signal) => listMail({ limit: 30, cursor }, signal), 'mail');
  return (
    <div className="stack">
      <div className="row row--apart">
        <p className="soft small">Every mail that the shop wrote, newest first.</p>
        <button type="button" className="button button--small" onClick={pages.reload}>
          Check again
        </button>
      </div>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading mail" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">No mail was sent yet.</p>}
      {pages.items.length > 0 && (
        <ul className="mails">
          {pages.items.map((mail) => (
            <li key={mail.mail_id} data-testid="mail-row">
              <Link className="strong" to={`/admin/mail/${encodeURIComponent(mail.mail_id)}`}>
                {mail.subject}
              </Link>
              <span className="small">{mail.to}</span>
              <span className="small soft">
                {dateTime(mail.sent_at ?? mail.created_at)}
                {mail.status && ` · ${words(mail.status)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      <LoadMore pages={pages} />
      {mailId && <MailDialog key={mailId} mailId={mailId} close={() => navigate('/admin/mail')} />}
    </div>
  );
}

function MailDialog({ mailId, close }: { mailId: string; close: () => void }) {
  const mail = useLoad((signal) => readMail(mailId, signal), mailId);
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
