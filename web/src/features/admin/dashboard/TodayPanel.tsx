// What is to be done today: each line a number, since when it waits, and a way to the list behind it.
import { useState } from 'react';
import { Link } from 'react-router';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Loading } from '../../../ui/Loading';
import { dateTime } from '../../../ui/words';
import { apart, howMany, type TodayLine } from './today';
import type { TodayAnswer } from './useToday';

export function TodayPanel({ lines, reading, problem, retry }: TodayAnswer) {
  const [now] = useState(() => Date.now());
  const open = reading ? [] : lines.filter((line) => line.count > 0 || line.more);
  return (
    <section className="panel stack stack--tight" aria-labelledby="today-title" aria-busy={reading} data-testid="today">
      <h2 id="today-title">To do today</h2>
      {problem && <ErrorBanner problem={problem} retry={retry} />}
      {reading && <Loading blocks={2} what="Reading what is to be done" />}
      {!reading && !problem && open.length === 0 && <p className="soft">Nothing waits. Everything is done.</p>}
      {open.length > 0 && (
        <ul className="today">
          {open.map((line) => (
            <li key={line.name} data-testid={`today-${line.name}`}>
              <span className="today__count figure">{howMany(line)}</span>
              <Link className="today__link" to={line.to}>
                {line.label}
              </Link>
              <Note line={line} now={now} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Note({ line: { since, ends, note }, now }: { line: TodayLine; now: number }) {
  const moment = since ?? ends;
  return (
    <span className="small soft">
      {moment && (
        <time dateTime={moment} title={dateTime(moment)}>
          {since ? `the oldest ${apart(since, now)}` : `the next ends ${apart(moment, now)}`}
        </time>
      )}
      {note}
    </span>
  );
}
