// What the words of a mail may use; a press puts it in.
import type { MailVariable } from '../../../api/types';

interface Props {
  variables: MailVariable[];
  filters: string[];
  insert: (variable: MailVariable) => void;
}

export function TemplateVariables({ variables, filters, insert }: Props) {
  const lists = variables.filter((each) => each.kind === 'list').map((each) => `${each.name}.`);
  const isOfList = (name: string) => lists.some((list) => name.startsWith(list));
  return (
    <details open>
      <summary>What this mail may say</summary>
      <ul className="stack stack--tight template__variables">
        {variables.map((each) => (
          <li key={each.name}>
            {isOfList(each.name) ? (
              <code>line.{each.name.split('.').pop()}</code>
            ) : (
              <button type="button" className="link-button" title="Put it in" onClick={() => insert(each)}>
                <code>{each.name}</code>
              </button>
            )}{' '}
            <span className="small">{each.description}</span>
            {each.required && <span className="small soft"> Must stay: {each.required}.</span>}
          </li>
        ))}
      </ul>
      <p className="small soft">
        Liquid: <code>{'{% if order.reason %}…{% endif %}'}</code>, unless, case, for; filters {filters.join(', ')}.
      </p>
    </details>
  );
}
