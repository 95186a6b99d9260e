// Every mail that the shop can send, and whose words it is sent with.
import { Link } from 'react-router';
import { listTemplates } from '../../../api/desk/mailTemplates';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Loading } from '../../../ui/Loading';
import { useLoad } from '../../../ui/browser/useLoad';
import { useTitle } from '../../../ui/useTitle';
import { dateTime } from '../../../ui/words';
import { languageName, titleOf } from './templateWords';

export function TemplatesPage() {
  useTitle('Mail templates');
  const loaded = useLoad(['mail', 'templates'], (signal) => listTemplates(signal));
  return (
    <div className="stack">
      <p className="soft">The words of each mail, in each language of the shop. What you have not changed is kept up to date with the shop.</p>
      {loaded.problem && <ErrorBanner problem={loaded.problem} retry={loaded.reload} />}
      {!loaded.data && !loaded.problem && <Loading what="Loading templates" />}
      {loaded.data && (
        <ul className="mails">
          {loaded.data.items.map((mail) => {
            const changed = mail.languages.filter((each) => each.changed);
            const failed = mail.languages.find((each) => each.fault);
            return (
              <li key={mail.name} data-testid="template-row">
                <Link className="strong" to={`/admin/mail/templates/${encodeURIComponent(mail.name)}`}>
                  {titleOf(mail.name)}
                </Link>
                {mail.owners_only && <span className="small soft">Changed by owners only</span>}
                <span className="small soft">{mail.languages[0]?.subject}</span>
                <span className="small">
                  {failed ? (
                    <strong className="field__error">Could not be used {dateTime(failed.fault_at)}</strong>
                  ) : changed.length > 0 ? (
                    `Changed: ${changed.map((each) => languageName(each.language)).join(', ')}`
                  ) : (
                    <span className="soft">Default</span>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
