// One mail: its words in a language, what they may use, and how it looks while they are written.
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { listTemplates } from '../../../api/desk/mailTemplates';
import type { MailTemplate } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Loading } from '../../../ui/Loading';
import { useLoad } from '../../../ui/browser/useLoad';
import { useSession } from '../../../ui/browser/useSession';
import { useTitle } from '../../../ui/useTitle';
import { TemplateEditor } from './TemplateEditor';
import { languageName, titleOf } from './templateWords';

export function TemplatePage() {
  const { name = '' } = useParams();
  useTitle(titleOf(name));
  const [search] = useSearchParams();
  const { isOwner } = useSession();
  const loaded = useLoad(['mail', 'templates'], (signal) => listTemplates(signal));
  const [turn, setTurn] = useState(0);
  const mail = loaded.data?.items.find((each) => each.name === name);
  const template = mail?.languages.find((each) => each.language === search.get('language')) ?? mail?.languages[0];

  const saved = (after: MailTemplate) => {
    if (!loaded.data) return;
    loaded.replace({
      ...loaded.data,
      items: loaded.data.items.map((each) =>
        each.name === after.name ? { ...each, languages: each.languages.map((one) => (one.language === after.language ? after : one)) } : each,
      ),
    });
    setTurn(turn + 1);
  };

  return (
    <div className="stack">
      <p className="small">
        <Link to="/admin/mail/templates">All templates</Link>
      </p>
      <h1>{titleOf(name)}</h1>
      {loaded.problem && <ErrorBanner problem={loaded.problem} retry={loaded.reload} />}
      {!loaded.data && !loaded.problem && <Loading what="Loading the template" />}
      {loaded.data && !mail && <p className="empty soft">There is no such mail.</p>}
      {mail && template && (
        <>
          <nav className="tabs" aria-label="Language">
            {mail.languages.map((each) => (
              <Link
                key={each.language}
                to={{ search: `?language=${each.language}` }}
                replace
                aria-current={each.language === template.language ? 'page' : undefined}
              >
                {languageName(each.language)}
                {each.changed ? ' (changed)' : ''}
              </Link>
            ))}
          </nav>
          <TemplateEditor
            key={`${template.name} ${template.language} ${turn}`}
            template={template}
            variables={mail.variables}
            filters={loaded.data?.filters ?? []}
            locked={mail.owners_only && !isOwner}
            saved={saved}
            reload={loaded.reload}
          />
        </>
      )}
    </div>
  );
}
