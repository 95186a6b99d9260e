// Two steps that are done elsewhere: payments in the configuration, since whoever may change where money goes has the machine; and texts.
import { Link } from 'react-router';
import { words } from '../../../../ui/words';
import type { StepProps } from './GuidePage';
import { missingTexts, realMethods } from './guideState';

const cards = ['Payments:Providers=stripe,bank_transfer', 'Payments:Stripe:SecretKey=sk_live_…', 'Payments:Stripe:PublishableKey=pk_live_…', 'Payments:Stripe:WebhookSecret=whsec_…', 'Shop:Url=https://your-shop.example'];
const transfers = ['Payments:Providers=bank_transfer', 'Payments:BankTransfer:Iban=your IBAN', 'Payments:BankTransfer:Name=the holder of the account'];

export function PaymentStep({ facts, saved }: StepProps) {
  const real = realMethods(facts.methods);
  const tests = facts.methods.filter((one) => one.test);
  return (
    <>
      {real.length > 0 && <p>The shop takes {real.map((one) => words(one.method).toLowerCase()).join(' and ')}.</p>}
      {tests.length > 0 && <p>{tests.map((one) => words(one.method)).join(' and ')} {tests.length === 1 ? 'is' : 'are'} simulated: nobody is charged.</p>}
      {real.length === 0 && (
        <>
          <p>
            The shop takes no payments yet, and nothing can be ordered that costs something. Where money goes is said in the configuration, which no account of the shop can change: write lines such as these into the file{' '}
            <code>.env</code> beside the program, and start it again.
          </p>
          <Lines title="By bank transfer" lines={transfers} />
          <Lines title="By card, with Stripe" lines={cards} />
        </>
      )}
      <div>
        <button type="button" className="button" onClick={saved}>
          Look again
        </button>
      </div>
    </>
  );
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <pre className="guide__lines">{lines.join('\n')}</pre>
    </div>
  );
}

export function TextsStep({ facts }: StepProps) {
  const missing = missingTexts(facts.policies);
  return (
    <>
      <p>
        {missing.length === 0
          ? 'All texts are there that a shop for consumers must show.'
          : `A shop for consumers must show ${missing.map((name) => words(name).toLowerCase()).join(', ')}. The words are yours: a lawyer’s or a trade association’s texts can be pasted.`}
      </p>
      <p>
        <Link to="/admin/settings/policies">Write the texts</Link>
      </p>
    </>
  );
}
