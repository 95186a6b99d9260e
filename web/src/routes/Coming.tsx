// In place of a page whose script is still on its way: as high as a screen, so that nothing jumps when it comes.
import { Loading } from '../ui/Loading';

export function Coming() {
  return (
    <div className="page coming">
      <Loading />
    </div>
  );
}
