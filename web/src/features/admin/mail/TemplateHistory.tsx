// What the words of a mail were before; one of them can be taken up again.
import { listVersions } from '../../../api/desk/mailTemplates';
import type { MailTemplate, MailTemplateVersion, MailWords } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { useRows } from '../../../ui/table/useRows';
import { dateTime } from '../../../ui/words';

export function TemplateHistory({ template, close, take }: { template: MailTemplate; close: () => void; take: (words: MailWords) => void }) {
  const pages = useRows<MailTemplateVersion>(['mail', 'history', template.name, template.language, template.version], (cursor, signal) =>
    listVersions(template.name, template.language, { limit: 20, cursor }, signal),
  );
  return (
    <Dialog title="History" close={close} wide>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading blocks={1} what="Loading the history" />}
      <ol className="stack">
        {pages.items.map((each) => (
          <li key={each.version} className="stack stack--tight">
            <div className="row row--apart">
              <strong>
                {dateTime(each.at)} {each.version === template.version && '(in force)'}
              </strong>
              {each.subject && each.body && (
                <button
                  type="button"
                  className="button button--small"
                  onClick={() => take({ subject: each.subject ?? '', body: each.body ?? '' })}
                >
                  Take these words
                </button>
              )}
            </div>
            {each.subject ? <pre className="mail-text">{`${each.subject}\n\n${each.body}`}</pre> : <span className="soft">Back to the default words.</span>}
          </li>
        ))}
      </ol>
      <LoadMore pages={pages} />
    </Dialog>
  );
}
