// On the dashboard of a shop that cannot sell yet: where to go on.
import { Link } from 'react-router';
import { doneSteps, isDemo } from './guideState';
import { useGuide } from './useGuide';

export function GuideCard() {
  const facts = useGuide().data;
  if (!facts || isDemo(facts.settings)) return null;
  const left = Object.values(doneSteps(facts)).filter((done) => !done).length;
  if (left === 0) return null;
  return (
    <p className="notice row row--apart" data-testid="guide-card">
      <span>{left === 1 ? 'One step is left' : `${left} steps are left`} until the shop can sell.</span>
      <Link className="button" to="/admin/guide">
        Go on
      </Link>
    </p>
  );
}
