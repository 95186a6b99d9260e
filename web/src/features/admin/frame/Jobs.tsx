// Work under way, in the frame: what it is, how far it is, and where it is to be seen whole.
import { CircleAlert, CircleCheck, LoaderCircle, X } from 'lucide-react';
import { Link } from 'react-router';
import { dropJob, useJobs, type Job } from './jobs';

const drawings = { running: LoaderCircle, waiting: CircleAlert, done: CircleCheck, failed: CircleAlert };

export function Jobs() {
  const jobs = useJobs();
  return (
    <ul className="desk__jobs" role="status" aria-label="Work under way" data-testid="jobs">
      {jobs.map((job) => (
        <One key={job.id} job={job} />
      ))}
    </ul>
  );
}

function One({ job }: { job: Job }) {
  const Icon = drawings[job.state];
  const percent = job.part === null ? null : Math.round(job.part * 100);
  const words = job.state === 'running' ? (percent === null ? 'under way' : `${percent} %`) : job.state === 'done' ? 'done' : (job.said ?? 'failed');
  return (
    <li className={`desk__job desk__job--${job.state}`} data-state={job.state} title={job.said}>
      <Icon aria-hidden />
      {job.to ? <Link to={job.to}>{job.label}</Link> : <span>{job.label}</span>}
      <span className="soft">{words}</span>
      {job.state !== 'running' && (
        <button type="button" aria-label={`Dismiss: ${job.label}`} onClick={() => dropJob(job.id)}>
          <X aria-hidden />
        </button>
      )}
    </li>
  );
}
