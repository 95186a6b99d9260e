// One customer: who it is, what was bought, what is going on, and what staff can do. Each part is read from the module that keeps it, and
// only by whoever may.
import { Link, useParams } from 'react-router';
import { listMail, resendMail } from '../../../../api/desk/admin';
import { listCustomers, readAddressesOf, readFigures, readUser } from '../../../../api/desk/customers';
import { readCartOf } from '../../../../api/desk/adminCarts';
import { listOrders } from '../../../../api/orders';
import { asProblem } from '../../../../api/core/problem';
import type { Address, CustomerFigures, MailSummary, Order, User } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { LoadMore } from '../../../../ui/LoadMore';
import { Loading } from '../../../../ui/Loading';
import { May } from '../../../../ui/May';
import { money } from '../../../../ui/money';
import { StatusPill } from '../../../../ui/StatusPill';
import { useSay } from '../../../../ui/Toasts';
import { useLoad } from '../../../../ui/browser/useLoad';
import { useRows } from '../../../../ui/table/useRows';
import { useTitle } from '../../../../ui/useTitle';
import { count, dateOnly, dateTime, shortId, words } from '../../../../ui/words';
import { CustomerActions } from './CustomerActions';
import { CustomerGroups } from './CustomerGroups';
import { CustomerNotes } from './CustomerNotes';

export function CustomerPage() {
  const { customerId = '' } = useParams();
  const guest = customerId.startsWith('guest-');
  const user = useLoad<User>(['customers', 'one', customerId], (signal) => readUser(customerId, signal));
  const figures = useLoad(['customers', 'figures', customerId], (signal) => readFigures(customerId, signal));
  const name = user.data?.name ?? figures.data?.name ?? (user.data?.erased ? 'Erased customer' : guest ? 'Guest' : 'Customer');
  useTitle(name);
  const email = user.data?.email ?? figures.data?.email ?? null;
  if (user.problem) return <ErrorBanner problem={user.problem} retry={user.reload} />;
  if (!user.data) return <Loading what="Loading the customer" />;
  const account = user.data;
  return (
    <div className="stack stack--loose" data-testid="customer">
      <div className="stack stack--tight">
        <Link className="small" to="/admin/customers">
          All customers
        </Link>
        <div className="row">
          <h1>{name}</h1>
          {guest && <span className="pill">Guest</span>}
          {account.erased ? <span className="pill">Erased</span> : account.disabled && <span className="pill pill--danger">Disabled</span>}
          {account.roles.some((role) => role === 'staff' || role === 'admin') && <span className="pill pill--info">Works here</span>}
        </div>
        <p className="small soft">
          {email ?? 'No e-mail address'}
          {!guest && !account.erased && (account.email_verified ? ' · confirmed' : ' · not confirmed')}
          {account.created_at && ` · since ${dateOnly(account.created_at)}`} · <span className="mono">{customerId}</span>
        </p>
      </div>
      <Figures figures={figures.data} />
      {figures.problem && <ErrorBanner problem={figures.problem} retry={figures.reload} />}
      <div className="customer">
        <div className="stack stack--loose">
          <May permission="orders.view">
            <Orders customerId={customerId} />
          </May>
          {guest && email && <OtherGuests email={email} customerId={customerId} />}
          <May permission="mail.view">
            {email && <Mails email={email} />}
          </May>
        </div>
        <div className="stack stack--loose">
          {!account.erased && <CustomerActions user={account} email={email} guest={guest} changed={user.reload} />}
          {!guest && <CustomerNotes userId={customerId} closed={account.erased === true} />}
          {!guest && <CustomerGroups userId={customerId} />}
          <May permission="carts.view">
            <Cart customerId={customerId} />
          </May>
          {!guest && <Addresses user={account} />}
        </div>
      </div>
    </div>
  );
}

function Figures({ figures }: { figures: CustomerFigures | null }) {
  const spent = figures?.spent ?? [];
  return (
    <dl className="tiles" aria-busy={!figures} data-testid="figures">
      <div className="panel">
        <dt>Orders</dt>
        <dd>{figures ? figures.orders.toLocaleString() : '…'}</dd>
      </div>
      {(figures && spent.length === 0 ? [{ currency: '', spent: 0, refunded: 0, average: 0, orders: 0 }] : spent).map((one) => (
        <div className="panel" key={one.currency}>
          <dt>Spent{spent.length > 1 ? ` in ${one.currency}` : ''}</dt>
          <dd>{one.currency ? money(one.spent, one.currency) : '–'}</dd>
          {one.currency && (
            <dd className="tiles__more">
              {money(one.average, one.currency)} an order{one.refunded > 0 && `, ${money(one.refunded, one.currency)} paid back`}
            </dd>
          )}
        </div>
      ))}
      <div className="panel">
        <dt>Last order</dt>
        <dd>{!figures ? '…' : figures.last_order_at ? dateOnly(figures.last_order_at) : '–'}</dd>
      </div>
    </dl>
  );
}

function Orders({ customerId }: { customerId: string }) {
  const pages = useRows<Order>(['orders', 'of', customerId], (cursor, signal) => listOrders({ user_id: customerId, limit: 10, cursor }, signal));
  return (
    <section className="stack" aria-labelledby="customer-orders">
      <h2 id="customer-orders">Orders</h2>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading blocks={1} what="Loading orders" />}
      {pages.first && pages.items.length === 0 && <p className="soft">No order yet.</p>}
      <ul className="changes">
        {pages.items.map((order) => (
          <li key={order.order_id} data-testid="customer-order">
            <Link className="strong mono" to={`/admin/orders/${encodeURIComponent(order.order_id)}`}>
              {shortId(order.order_id)}
            </Link>
            <span className="soft">{dateOnly(order.created_at)}</span>
            <StatusPill status={order.status} />
            <span className="soft">Payment {words(order.payment.status).toLowerCase()}</span>
            {(order.returns ?? []).length > 0 && <span className="soft">{count(order.returns?.length ?? 0, 'return')}: {[...new Set(order.returns?.map((one) => words(one.status).toLowerCase()))].join(', ')}</span>}
            <span className="figure">{money(order.total_price, order.currency)}</span>
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} />
    </section>
  );
}

/** A guest has another id on each device; the address is what they have in common. */
function OtherGuests({ email, customerId }: { email: string; customerId: string }) {
  const found = useLoad(['customers', 'by-mail', email], (signal) => listCustomers({ q: email }, signal));
  const others = (found.data?.items ?? []).filter((one) => one.customer_id !== customerId);
  if (others.length === 0) return null;
  return (
    <section className="stack stack--tight" aria-labelledby="other-guests">
      <h2 id="other-guests">With the same address</h2>
      <ul className="changes">
        {others.map((one) => (
          <li key={one.customer_id}>
            <Link to={`/admin/customers/${encodeURIComponent(one.customer_id)}`}>{one.guest ? 'Guest' : (one.name ?? 'Account')}</Link>
            <span className="soft">{count(one.orders, 'order')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Mails({ email }: { email: string }) {
  const say = useSay();
  const again = (mail: MailSummary) =>
    resendMail(mail.mail_id)
      .then(() => say.good('It is sent again.'))
      .catch((error: unknown) => say.bad(asProblem(error).message))
      .finally(() => pages.reload());
  const pages = useRows<MailSummary>(['mail', 'to', email], (cursor, signal) => listMail({ to: email, limit: 5, cursor }, signal));
  return (
    <section className="stack" aria-labelledby="customer-mails">
      <h2 id="customer-mails">Mails</h2>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.first && pages.items.length === 0 && <p className="soft">None was sent.</p>}
      <ul className="changes">
        {pages.items.map((mail) => (
          <li key={mail.mail_id}>
            <time className="small soft nowrap" dateTime={mail.created_at}>
              {dateTime(mail.created_at)}
            </time>
            <Link to={`/admin/mail/${encodeURIComponent(mail.mail_id)}`}>{mail.subject}</Link>
            <span className="soft">{words(mail.status)}</span>
            <May permission="mail.edit">
              <button type="button" className="link-button" onClick={() => void again(mail)}>
                Send again<span className="visually-hidden"> {mail.subject}</span>
              </button>
            </May>
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} />
    </section>
  );
}

function Cart({ customerId }: { customerId: string }) {
  const cart = useLoad(['carts', 'of', customerId], (signal) => readCartOf(customerId, signal));
  const items = cart.data?.items ?? [];
  return (
    <section className="stack stack--tight" aria-labelledby="customer-cart">
      <h2 id="customer-cart">Cart</h2>
      {cart.problem && <ErrorBanner problem={cart.problem} retry={cart.reload} />}
      {cart.data && items.length === 0 && <p className="soft">There is nothing in it.</p>}
      <ul className="changes">
        {items.map((line) => (
          <li key={line.product_id}>
            <span>
              {line.quantity} × {line.product_name}
            </span>
            <span className="figure">{money(line.subtotal, cart.data?.currency ?? 'USD')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Addresses({ user }: { user: User }) {
  const book = useLoad(['customers', 'addresses', user.user_id], (signal) => readAddressesOf(user.user_id, signal));
  const all: { key: string; label: string | null; address: Address }[] = [
    ...(user.addresses ?? []).map((address, i) => ({ key: `record ${i}`, label: i === 0 ? 'Of record' : null, address })),
    ...(book.data?.items ?? []).map((one) => ({ key: one.address_id, label: one.default ? `${one.label}, the default` : one.label, address: one.address })),
  ];
  return (
    <section className="stack stack--tight" aria-labelledby="customer-addresses">
      <h2 id="customer-addresses">Addresses</h2>
      {book.problem && <ErrorBanner problem={book.problem} retry={book.reload} />}
      {book.data && all.length === 0 && <p className="soft">None is kept.</p>}
      <ul className="changes">
        {all.map(({ key, label, address }) => (
          <li key={key}>
            <address className="small">
              {label && <span className="strong below">{label}</span>}
              {[address.name, address.line1, address.line2, [address.postal_code, address.city].filter(Boolean).join(' '), address.region, address.country].filter(Boolean).join(', ')}
            </address>
          </li>
        ))}
      </ul>
    </section>
  );
}
