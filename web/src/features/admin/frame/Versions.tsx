// Somebody else changed the same members meanwhile: both versions side by side, one to be chosen of each. Nothing typed is lost.
import { useEffect, useRef, useState } from 'react';

type Whose = 'mine' | 'theirs';

interface Props<Member extends string> {
  /** Such as "this product". */
  what: string;
  members: Member[];
  label: (member: Member) => string;
  said: (member: Member, whose: Whose) => string;
  /** With those of which theirs is to stay. */
  settled: (theirs: Member[]) => void;
}

export function Versions<Member extends string>({ what, members, label, said, settled }: Props<Member>) {
  const [choice, setChoice] = useState<Partial<Record<Member, Whose>>>({});
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  return (
    <section className="panel versions" aria-label="Two versions" data-testid="conflict">
      <h2 ref={head} tabIndex={-1}>
        Somebody else has changed {what}
      </h2>
      <p className="small">Choose what is to stay of each. What you have typed elsewhere is kept, and so is what they changed elsewhere.</p>
      {members.map((member) => (
        <fieldset key={member}>
          <legend className="strong">{label(member)}</legend>
          {(['mine', 'theirs'] as const).map((whose) => (
            <label className="choice" key={whose}>
              <input type="radio" name={`conflict-${member}`} checked={(choice[member] ?? 'mine') === whose} onChange={() => setChoice({ ...choice, [member]: whose })} />
              <span className="choice__title" dir="auto">
                {said(member, whose) || '(empty)'}
              </span>
              <span className="choice__note">{whose === 'mine' ? 'As you typed it' : 'As it is saved now'}</span>
            </label>
          ))}
        </fieldset>
      ))}
      <div className="row">
        <button type="button" className="button button--primary" data-testid="settle" onClick={() => settled(members.filter((member) => choice[member] === 'theirs'))}>
          Go on with these
        </button>
      </div>
    </section>
  );
}
