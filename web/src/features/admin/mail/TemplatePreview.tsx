// The mail as it would be, while its words are written: as wide as a phone or a desk, or as plain text.
import { useEffect, useRef, useState } from 'react';
import { previewTemplate } from '../../../api/desk/mailTemplates';
import { asProblem, isAbort, type Problem } from '../../../api/core/problem';
import type { MailPreview, MailWords } from '../../../api/types';
import { Field } from '../../../ui/Field';
import { May } from '../../../ui/May';
import { mailDocument } from './mailDocument';

// Long enough that a word is written to its end, short enough to be taken for at once.
const PAUSE_MS = 350;

type View = 'phone' | 'desk' | 'text';

const views: { view: View; label: string }[] = [
  { view: 'phone', label: 'Phone' },
  { view: 'desk', label: 'Desktop' },
  { view: 'text', label: 'Plain text' },
];

interface Props {
  name: string;
  language: string;
  words: MailWords;
  found: (problem: Problem | null) => void;
}

export function TemplatePreview({ name, language, words, found }: Props) {
  const [view, setView] = useState<View>(() => (window.innerWidth < 760 ? 'phone' : 'desk'));
  const [orderId, setOrderId] = useState('');
  const [shown, setShown] = useState<MailPreview | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const tell = useRef(found);
  tell.current = found;
  const { subject, body } = words;

  useEffect(() => {
    const stop = new AbortController();
    const later = setTimeout(() => {
      previewTemplate(name, language, { subject, body }, orderId.trim(), stop.signal).then(
        (mail) => {
          setShown(mail);
          setMissing(null);
          tell.current(null);
        },
        (error: unknown) => {
          if (isAbort(error)) return;
          const problem = asProblem(error);
          setMissing(problem.code === 'template_invalid' ? null : problem.message);
          tell.current(problem);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(later);
      stop.abort();
    };
  }, [name, language, subject, body, orderId]);

  return (
    <section className="stack template__preview" aria-label="Preview">
      <div className="row row--apart">
        <h2>Preview</h2>
        <div className="row" role="group" aria-label="Width">
          {views.map((each) => (
            <button
              key={each.view}
              type="button"
              className={`button button--small${each.view === view ? '' : ' button--quiet'}`}
              aria-pressed={each.view === view}
              onClick={() => setView(each.view)}
            >
              {each.label}
            </button>
          ))}
        </div>
      </div>
      {shown && (
        <p className="small" lang={language}>
          <span className="soft">Subject: </span>
          <strong data-testid="preview-subject">{shown.subject}</strong>
        </p>
      )}
      {shown && view === 'text' && (
        <pre className="mail-text" lang={language}>
          {shown.text}
        </pre>
      )}
      {shown && view !== 'text' && (
        // Nothing inside a mail may run, open or send anything: the frame has no rights at all.
        <iframe
          className={`mail-frame template__frame${view === 'phone' ? ' template__frame--phone' : ''}`}
          title="How the mail looks"
          sandbox=""
          srcDoc={mailDocument(shown.html)}
        />
      )}
      <May permission="orders.view">
        <Field
          label="Of an order"
          optional
          maxLength={64}
          value={orderId}
          error={missing}
          hint="The id of an order that a mail was written about. Without one you see a sample."
          onChange={(event) => setOrderId(event.target.value)}
        />
      </May>
    </section>
  );
}
