// The way from an empty shop to one that sells: what is missing, in the order in which it is easiest, each with its form beside it.
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Loading } from '../../../../ui/Loading';
import { useTitle } from '../../../../ui/useTitle';
import { doneSteps, isDemo, type GuideFacts, type StepName } from './guideState';
import { PaymentStep, TextsStep } from './OutsideSteps';
import { ProductStep } from './ProductStep';
import { SellerStep } from './SellerStep';
import { ShippingStep } from './ShippingStep';
import { ShopStep } from './ShopStep';
import { TaxesStep } from './TaxesStep';
import { useGuide } from './useGuide';
import './guide.css';

export interface StepProps {
  facts: GuideFacts;
  /** Reads everything again: a step often opens the next. */
  saved: () => void;
}

const steps: { name: StepName; title: string; body: (props: StepProps) => ReactNode }[] = [
  { name: 'shop', title: 'Name the shop', body: ShopStep },
  { name: 'seller', title: 'Say who sells', body: SellerStep },
  { name: 'taxes', title: 'Look at the taxes', body: TaxesStep },
  { name: 'shipping', title: 'Say what shipping costs', body: ShippingStep },
  { name: 'payment', title: 'Take payments', body: PaymentStep },
  { name: 'texts', title: 'Write the texts', body: TextsStep },
  { name: 'product', title: 'Add the first product', body: ProductStep },
];

export function GuidePage() {
  useTitle('Set up the shop');
  const guide = useGuide();
  const [chosen, setChosen] = useState<StepName | null>(null);
  const facts = guide.data;
  const done = facts ? doneSteps(facts) : null;
  const next = done ? steps.find((step) => !done[step.name])?.name ?? null : null;
  const open = chosen ?? next;
  const ready = done ? steps.filter((step) => done[step.name]).length : 0;

  return (
    <div className="stack stack--loose guide">
      <h1>Set up the shop</h1>
      {guide.problem && <ErrorBanner problem={guide.problem} retry={guide.reload} />}
      {!facts && !guide.problem && <Loading what="Looking at the shop" />}
      {facts && done && (
        <>
          <div className="guide__progress">
            <progress max={steps.length + 1} value={ready + 1} aria-label="Steps done" />
            <span className="soft" data-testid="guide-progress">
              {ready + 1} of {steps.length + 1} done
            </span>
          </div>
          {isDemo(facts.settings) && (
            <p className="notice" role="note">
              This is a demo: its seller, texts and payments are samples. What you write here is kept, and a shop that is started without demo data begins empty.
            </p>
          )}
          <ol className="guide__steps">
            <li className="panel guide__step guide__step--done">
              <h2 className="guide__title">
                <Mark done /> Make the first administrator
              </h2>
              <p className="soft small">
                You are signed in as one. A second factor in <Link to="/account">your account</Link> keeps the shop yours when a password is lost.
              </p>
            </li>
            {steps.map(({ name, title, body: Body }) => (
              <li key={name} className={`panel guide__step${done[name] ? ' guide__step--done' : ''}`} data-testid={`step-${name}`} data-done={done[name]}>
                <h2 className="guide__title">
                  <button type="button" className="guide__toggle" aria-expanded={open === name} onClick={() => setChosen(open === name && chosen ? null : name)}>
                    <Mark done={done[name]} /> {title}
                  </button>
                </h2>
                {open === name && (
                  <div className="stack guide__body">
                    <Body
                      facts={facts}
                      saved={() => {
                        setChosen(null);
                        guide.reload();
                      }}
                    />
                  </div>
                )}
              </li>
            ))}
          </ol>
          {next === null && (
            <div className="notice notice--good stack" role="status" data-testid="guide-ready">
              <h2>The shop can sell</h2>
              <p>Order something yourself before others do: you see what a shopper sees, and the order, the mails and the invoice as they will be.</p>
              <div className="row">
                <Link className="button button--primary" to="/">
                  Look at the shop
                </Link>
                <Link className="button" to="/admin/products">
                  Add more products
                </Link>
              </div>
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Mark({ done }: { done: boolean }) {
  return (
    <span className="guide__mark" data-done={done}>
      <span aria-hidden="true">{done ? '✓' : '○'}</span>
      <span className="visually-hidden">{done ? 'Done:' : 'To do:'}</span>
    </span>
  );
}
