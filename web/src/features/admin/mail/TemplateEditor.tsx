// The words of one mail in one language, with the mail beside them as it would be.
import { useRef, useState } from 'react';
import { backToDefault, saveTemplate, sendTest } from '../../../api/desk/mailTemplates';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { MailTemplate, MailVariable } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field, TextField } from '../../../ui/Field';
import { useSay } from '../../../ui/Toasts';
import { dateTime } from '../../../ui/words';
import { TemplateHistory } from './TemplateHistory';
import { TemplatePreview } from './TemplatePreview';
import { TemplateVariables } from './TemplateVariables';
import { flawsOf, isSame, placeOf, putIn, whereOf, written, type Flaw } from './templateWords';

interface Props {
  template: MailTemplate;
  variables: MailVariable[];
  filters: string[];
  /** Only an owner may save it: it can be looked at and tried. */
  locked: boolean;
  saved: (after: MailTemplate) => void;
  reload: () => void;
}

export function TemplateEditor({ template, variables, filters, locked, saved, reload }: Props) {
  const say = useSay();
  const [subject, setSubject] = useState(template.subject);
  const [body, setBody] = useState(template.body);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [found, setFound] = useState<Problem | null>(null);
  const [history, setHistory] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const words = { subject, body };
  const unchanged = isSame(template, words);
  const flaws = flawsOf(problem).length > 0 ? flawsOf(problem) : flawsOf(found);

  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  const save = () =>
    run(async () => {
      saved(await saveTemplate(template, words));
      say.good('Saved. The next mail has these words.');
    });

  const restore = () =>
    run(async () => {
      await backToDefault(template);
      say.good('The default words are back.');
      reload();
    });

  const test = () =>
    run(async () => {
      const sent = await sendTest(template.name, template.language, words);
      say.good(`A test is on its way to ${sent.to}.`);
    });

  const area = () => form.current?.querySelector('textarea') ?? null;

  const insert = (variable: MailVariable) => {
    const at = area();
    const put = putIn(body, at?.selectionStart ?? body.length, at?.selectionEnd ?? body.length, written(variable));
    setBody(put.text);
    // The caret goes behind what was put in, once it is there.
    requestAnimationFrame(() => {
      at?.focus();
      at?.setSelectionRange(put.caret, put.caret);
    });
  };

  const show = (flaw: Flaw) => {
    const at = flaw.part === 'subject' ? (form.current?.querySelector('input') ?? null) : area();
    const place = placeOf(flaw.part === 'subject' ? subject : body, flaw.line, flaw.column);
    at?.focus();
    at?.setSelectionRange(place, place);
  };

  return (
    <div className="template">
      <form
        ref={form}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!locked) void save();
        }}
      >
        {locked && (
          <p className="notice" data-testid="owners-only">
            This mail opens accounts, so only an owner changes its words. You can look at it and send yourself a test.
          </p>
        )}
        {template.fault && (
          <p className="notice notice--warn" role="alert">
            A mail of {dateTime(template.fault_at)} could not be written with these words and went out with the default ones: {template.fault}
          </p>
        )}
        {problem && flawsOf(problem).length === 0 && <ErrorBanner problem={problem} retry={problem.code === 'version_mismatch' ? reload : undefined} />}
        {flaws.length > 0 && (
          <div className="notice notice--warn" role="status" data-testid="flaws">
            <ul className="stack stack--tight">
              {flaws.map((flaw) => (
                <li key={`${flaw.part} ${flaw.line} ${flaw.column} ${flaw.detail}`}>
                  {flaw.line > 0 ? (
                    <button type="button" className="link-button" onClick={() => show(flaw)}>
                      {whereOf(flaw)}
                    </button>
                  ) : (
                    <strong>{whereOf(flaw)}</strong>
                  )}
                  : {flaw.detail}
                </li>
              ))}
            </ul>
          </div>
        )}
        <Field label="Subject" required maxLength={300} lang={template.language} value={subject} onChange={(event) => setSubject(event.target.value)} />
        <TextField
          label="Body"
          required
          maxLength={20_000}
          rows={18}
          lang={template.language}
          spellCheck
          value={body}
          onChange={(event) => setBody(event.target.value)}
          hint="Markdown: # heading, **bold**, - list, [words](https://…). A link alone in its paragraph is a button."
        />
        <div className="row">
          {!locked && (
            <button type="submit" className="button" disabled={busy || unchanged}>
              Save
            </button>
          )}
          <button type="button" className="button button--quiet" disabled={busy} onClick={() => void test()}>
            Send me a test
          </button>
          {template.changed && !locked && (
            <button type="button" className="button button--quiet" disabled={busy} onClick={() => void restore()}>
              Back to default
            </button>
          )}
          {template.version > 0 && (
            <button type="button" className="button button--quiet" onClick={() => setHistory(true)}>
              History
            </button>
          )}
        </div>
        <TemplateVariables variables={variables} filters={filters} insert={insert} />
      </form>
      <TemplatePreview name={template.name} language={template.language} words={words} found={setFound} />
      {history && (
        <TemplateHistory
          template={template}
          close={() => setHistory(false)}
          take={(version) => {
            setSubject(version.subject);
            setBody(version.body);
            setHistory(false);
          }}
        />
      )}
    </div>
  );
}
