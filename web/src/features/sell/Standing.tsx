// Where an application to sell is, in the applicant's eyes.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'react-router';
import type { SellerApplication } from '../../api/types';
import { dateTime } from '../../ui/words';

const standing: Record<SellerApplication['state'], MessageDescriptor> = {
  sent: msg`We have your application and look at it. We write to you.`,
  asked: msg`We have a question. Change what is needed and send it again.`,
  accepted: msg`You can sell with us. Sign out and in again: then your products, orders and payouts are in the vendor corner.`,
  refused: msg`We could not accept it. If that has changed you may apply again.`,
};

const steps: Record<SellerApplication['state'], MessageDescriptor> = {
  sent: msg`you sent it`,
  asked: msg`we asked you something`,
  accepted: msg`we accepted it`,
  refused: msg`we refused it`,
};

export function Standing({ application }: { application: SellerApplication }) {
  const { t } = useLingui();
  return (
    <section className="panel stack stack--tight" aria-labelledby="standing" data-testid="application-state" data-state={application.state}>
      <h2 id="standing">{application.shop_name}</h2>
      <p>{t(standing[application.state])}</p>
      <ol className="stack stack--tight small">
        {application.steps.map((step) => (
          <li key={`${step.at} ${step.state}`}>
            <span className="soft">
              {dateTime(step.at)}: {t(steps[step.state])}
            </span>
            {step.text && <blockquote className="step-text">{step.text}</blockquote>}
          </li>
        ))}
      </ol>
      {application.state === 'accepted' && (
        <p>
          <Link to="/admin/products/new">
            <Trans>Make your first product</Trans>
          </Link>{' '}
          ·{' '}
          <Link to="/admin/payouts">
            <Trans>Say where your payouts go</Trans>
          </Link>
        </p>
      )}
    </section>
  );
}
