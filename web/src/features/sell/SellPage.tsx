// Whoever wants to sell here says who they are; the same page says what became of it.
import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import * as z from 'zod/mini';
import { asProblem } from '../../api/core/problem';
import { applyToSell, readMyApplication } from '../../api/desk/sellers';
import type { MyApplication, SellerApplication } from '../../api/types';
import { Field } from '../../ui/Field';
import { CheckField } from '../../ui/forms/fields';
import { Form, Submit } from '../../ui/forms/Form';
import { LeaveGuard } from '../../ui/forms/LeaveGuard';
import { text } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { QueryState } from '../../ui/QueryState';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { Standing } from './Standing';
import { TraderFields, traderAsk, traderText } from './TraderFields';
import { traderRules } from './traderRules';

export function SellPage() {
  const { t } = useLingui();
  useTitle(t`Sell with us`);
  const { session, signedIn, isStaff } = useSession();
  return (
    <div className="page">
      <div className="page-head">
        <h1>
          <Trans>Sell with us</Trans>
        </h1>
      </div>
      <div className="stack page-end">
        {!signedIn ? (
          <p>
            <Trans>
              Sellers have an account: <Link to="/sign-in?next=%2Fsell">sign in</Link> or <Link to="/register">make one</Link>, confirm its e-mail address, and come back.
            </Trans>
          </p>
        ) : isStaff ? (
          <p>
            <Trans>This account does the shop's own work. Whoever sells has another one.</Trans>
          </p>
        ) : (
          <Mine key={session?.user.user_id} />
        )}
      </div>
    </div>
  );
}

function Mine() {
  const { t } = useLingui();
  const { session, isVendor } = useSession();
  const client = useQueryClient();
  const key = ['sell', session?.user.user_id];
  const mine = useQuery({ queryKey: key, queryFn: ({ signal }) => readMyApplication(signal), gcTime: 0 });
  if (!mine.data) return <QueryState of={mine} what={t`Loading your application`} />;
  const { application } = mine.data;
  const open = !isVendor && (!application || application.state === 'asked' || application.state === 'refused');
  return (
    <>
      {application && <Standing application={application} />}
      {isVendor && !application && (
        <p>
          <Trans>
            You sell here already: <Link to="/admin/products">your products</Link>.
          </Trans>
        </p>
      )}
      {open && <AskForm key={application?.version ?? 0} mine={mine.data} again={() => void mine.refetch()} sent={(next) => client.setQueryData(key, { ...mine.data, application: next })} />}
    </>
  );
}

const rules = z.object({ shop_name: text(200, () => t`Please enter the name of your shop.`), ...traderRules, terms: z.boolean(), lawful_goods: z.boolean(), self_billing: z.boolean() });

/** The boxes are ticked by whoever sends it: the host says what is not agreed to. */
const boxes = { terms: false, lawful_goods: false, self_billing: false };

function AskForm({ mine, again, sent }: { mine: MyApplication; again: () => void; sent: (application: SellerApplication) => void }) {
  const { t } = useLingui();
  const say = useSay();
  const form = useForm({
    schema: rules,
    start: { shop_name: mine.application?.shop_name ?? '', ...traderText(mine.application?.trader), ...boxes },
    draft: 'sell',
    send: async (values) => {
      try {
        const application = await applyToSell({
          shop_name: values.shop_name,
          trader: traderAsk(values),
          terms: values.terms ? mine.terms_version : null,
          lawful_goods: values.lawful_goods,
          self_billing: values.self_billing ? mine.self_billing_version : null,
        });
        form.hook.reset(values);
        sent(application);
        say.good(t`Your application is sent.`);
      } catch (error) {
        const { code } = asProblem(error);
        // What is to be agreed to is another text now, or it was sent from elsewhere.
        if (code === 'policy_changed' || code === 'text_changed' || code === 'application_under_review') again();
        throw error;
      }
    },
  });
  const box = (member: keyof typeof boxes, testId: string, words: ReactNode) => {
    const field = form.field(member);
    return (
      <CheckField {...field} error={field.error && t`Without this you cannot sell here.`} data-testid={testId}>
        {words}
      </CheckField>
    );
  };
  return (
    <Form
      of={form}
      className="stack panel"
      data-testid="sell-form"
      help={
        form.problem?.code === 'email_unverified' && (
          <p>
            <Trans>
              <Link to="/account/security">Confirm your e-mail address</Link>, then send it again.
            </Trans>
          </p>
        )
      }
    >
      <LeaveGuard dirty={form.dirty} leave={form.forget} />
      <p className="soft">
        <Trans>We ask what the law wants known of traders: customers see who sells to them. It takes a few minutes.</Trans>
      </p>
      <div className="fields">
        <Field label={t`Name of your shop`} required maxLength={200} hint={t`Customers read it beside your goods`} {...form.field('shop_name')} />
      </div>
      <TraderFields field={form.field} />
      {mine.terms_version &&
        box(
          'terms',
          'agree-terms',
          <Trans>
            I agree to the{' '}
            <a href="/policies/terms" target="_blank" rel="noopener">
              terms of the shop
            </a>
            .
          </Trans>,
        )}
      {box('lawful_goods', 'agree-lawful', <Trans>I offer only goods that comply with the law of the European Union.</Trans>)}
      {box('self_billing', 'agree-billing', mine.self_billing_text)}
      <div>
        <Submit of={form} busy={t`Sending…`} data-testid="send-application">{mine.application ? t`Send it again` : t`Send your application`}</Submit>
      </div>
    </Form>
  );
}
