// On the dashboard of a shop that cannot sell yet: where to go on.
import { Link } from 'react-router';
import { doneSteps, isDemo, isShipped } from './guideState';
import { useGuide } from './useGuide';

export function GuideCard() {
  const facts = useGuide().data;
  if (!facts || isDemo(facts.settings)) return null;
  // Who has shipping by the table of the configuration alone is not asked again and again for a zone.
  const done = { ...doneSteps(facts), shipping: isShipped(facts.zones, facts.table, facts.settings.shop.currency) };
  const left = Object.values(done).filter((one) => !one).length;
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
