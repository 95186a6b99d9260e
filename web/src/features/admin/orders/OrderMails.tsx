// The mails that the shop wrote about an order, and sending one of them again.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { listMail, resendMail } from '../../../api/desk/admin';
import { asProblem } from '../../../api/core/problem';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { May } from '../../../ui/May';
import { useSay } from '../../../ui/Toasts';
import { dateTime, words } from '../../../ui/words';

const SHOWN = 20;

export function OrderMails({ orderId, version }: { orderId: string; version: number }) {
  const say = useSay();
  const client = useQueryClient();
  // What happens to the order is what mails are written about.
  const mails = useQuery({ queryKey: ['orders', orderId, 'mails', version], placeholderData: keepPreviousData, queryFn: ({ signal }) => listMail({ order_id: orderId, limit: SHOWN }, signal) });
  const again = useMutation({
    mutationFn: resendMail,
    onSuccess: () => say.good('The mail is sent again.'),
    onSettled: () => client.invalidateQueries({ queryKey: ['orders', orderId, 'mails'] }),
  });
  return (
    <section className="stack stack--tight" aria-labelledby="mails-title" data-testid="order-mails">
      <h2 id="mails-title">Mails</h2>
      {mails.isError && <ErrorBanner problem={asProblem(mails.error)} retry={() => void mails.refetch()} />}
      {again.isError && <ErrorBanner problem={asProblem(again.error)} />}
      {mails.data?.items.length === 0 && <p className="small soft">None was written yet.</p>}
      <ul className="changes">
        {mails.data?.items.map((mail) => (
          <li key={mail.mail_id}>
            <Link to={`/admin/mail/${encodeURIComponent(mail.mail_id)}`}>{mail.subject}</Link>
            <span className="row row--apart small soft">
              <span>
                {dateTime(mail.sent_at ?? mail.created_at)}
                {mail.status && ` · ${words(mail.status)}`}
              </span>
              <May permission="mail.edit">
                <button type="button" className="link-button" disabled={again.isPending} onClick={() => again.mutate(mail.mail_id)}>
                  Send again<span className="visually-hidden">: {mail.subject}</span>
                </button>
              </May>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
