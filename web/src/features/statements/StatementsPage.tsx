// Monthly statements and the papers between the shop and its vendors: a vendor sees its own, staff all of them.
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { listOwnStatements, listStatements } from '../../api/desk/statements';
import type { Statement } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { LoadMore } from '../../ui/LoadMore';
import { Loading } from '../../ui/Loading';
import { useRows, type Rows } from '../../ui/table/useRows';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { StatementCard } from './StatementCard';
import { TraderDetails } from './TraderDetails';
import './statements.css';

const made = 'A month is closed within the hour after it has ended, and its statement is never changed.';

export function StatementsPage() {
  const { may } = useSession();
  return may('payouts.view') ? <AllStatements /> : <OwnStatements />;
}

function OwnStatements() {
  useTitle('Statements');
  const pages = useRows<Statement>(['statements', 'own'], (cursor, signal) => listOwnStatements({ limit: 12, cursor }, signal));
  return (
    <div className="stack stack--loose">
      <h1>Statements</h1>
      <section className="stack" aria-labelledby="months-title">
        <h2 id="months-title">Months</h2>
        <p className="soft">{made}</p>
        <List pages={pages} ofVendor={() => null} />
      </section>
      <section className="stack" aria-labelledby="trader-title">
        <h2 id="trader-title">Who you are</h2>
        <p className="soft">For your invoices, and for buyers and authorities, who may ask whom they buy from.</p>
        <TraderDetails vendorId={null} changed={pages.reload} />
      </section>
    </div>
  );
}

function AllStatements() {
  useTitle('Statements');
  const [search, setSearch] = useSearchParams();
  const vendor = search.get('vendor') ?? '';
  const [open, setOpen] = useState(false);
  const pages = useRows<Statement>(['statements', 'all', { vendor }], (cursor, signal) => listStatements({ limit: 12, cursor, ...(vendor ? { vendor_id: vendor } : {}) }, signal));
  return (
    <div className="stack">
      <h1>Statements</h1>
      <p className="soft">What the shop owed each vendor month by month, with the invoices both ways. {made}</p>
      <form
        key={vendor}
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          const said = String(new FormData(event.currentTarget).get('vendor') ?? '').trim();
          setSearch(said ? { vendor: said } : {});
        }}
      >
        <Field label="Vendor" name="vendor" optional defaultValue={vendor} span="half" />
        <div className="row">
          <button type="submit" className="button button--small">
            Find
          </button>
          {vendor && (
            <button type="button" className="button button--small button--quiet" data-testid="trader-open" onClick={() => setOpen(true)}>
              Details of {vendor}
            </button>
          )}
        </div>
      </form>
      <List pages={pages} ofVendor={(one) => one.vendor_id} choose={vendor ? undefined : (id) => setSearch({ vendor: id })} />
      {open && (
        <Dialog title={`Details of ${vendor}`} close={() => setOpen(false)} wide>
          <TraderDetails vendorId={vendor} changed={pages.reload} />
        </Dialog>
      )}
    </div>
  );
}

interface ListProps {
  pages: Rows<Statement>;
  ofVendor: (statement: Statement) => string | null;
  choose?: (vendorId: string) => void;
}

function List({ pages, ofVendor, choose }: ListProps) {
  return (
    <div className="stack" data-testid="statements">
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading statements" />}
      {pages.first && pages.items.length === 0 && <p className="empty soft">No month is closed yet.</p>}
      {pages.items.map((statement) => (
        <div key={statement.number} className="stack stack--tight">
          <StatementCard statement={statement} ofVendor={ofVendor(statement)} />
          {choose && (
            <div>
              <button type="button" className="button button--small button--quiet" onClick={() => choose(statement.vendor_id)}>
                Only {statement.vendor_id}, with its details
              </button>
            </div>
          )}
        </div>
      ))}
      <LoadMore pages={pages} />
    </div>
  );
}
