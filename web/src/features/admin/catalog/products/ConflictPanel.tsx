// Somebody else changed the same members meanwhile: both versions side by side, one to be chosen of each. Nothing typed is lost.
import { useEffect, useRef, useState } from 'react';
import { conflictsOf, memberLabels, memberText, merged, taken, type GoodsText, type Member } from './goodsForm';

export function ConflictPanel({ base, mine, theirs, settled }: { base: GoodsText; mine: GoodsText; theirs: GoodsText; settled: (next: GoodsText) => void }) {
  const members = conflictsOf(base, mine, theirs);
  const [choice, setChoice] = useState<Partial<Record<Member, 'mine' | 'theirs'>>>({});
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  return (
    <section className="panel versions" aria-label="Two versions" data-testid="conflict">
      <h2 ref={head} tabIndex={-1}>
        Somebody else has changed this product
      </h2>
      <p className="small">Choose what is to stay of each. What you have typed elsewhere is kept, and so is what they changed elsewhere.</p>
      {members.map((member) => (
        <fieldset key={member}>
          <legend className="strong">{memberLabels[member]}</legend>
          {(['mine', 'theirs'] as const).map((whose) => (
            <label className="choice" key={whose}>
              <input type="radio" name={`conflict-${member}`} checked={(choice[member] ?? 'mine') === whose} onChange={() => setChoice({ ...choice, [member]: whose })} />
              <span className="choice__title">{memberText(whose === 'mine' ? mine : theirs, member) || '(empty)'}</span>
              <span className="choice__note">{whose === 'mine' ? 'As you typed it' : 'As it is saved now'}</span>
            </label>
          ))}
        </fieldset>
      ))}
      <div className="row">
        <button
          type="button"
          className="button button--primary"
          data-testid="settle"
          onClick={() => settled(members.reduce((text, member) => (choice[member] === 'theirs' ? taken(theirs, text, member) : text), merged(base, mine, theirs)))}
        >
          Go on with these
        </button>
      </div>
    </section>
  );
}
