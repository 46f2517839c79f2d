import { type Family, familyHeader, label, sample } from '../../metrics/exposition.ts';
import type { ComponentState, ComponentStatus } from './component.ts';

const STATUSES: readonly ComponentStatus[] = ['healthy', 'degraded', 'unhealthy', 'unknown'];

const STATUS: Family = {
  name: 'bellwether_component_status',
  type: 'gauge',
  help: 'How a part of this process is: 1 for the current status, 0 for the others.',
};

/** Our own components in Prometheus' text. */
export function componentMetricsText(states: readonly ComponentState[]): string {
  const samples = states.flatMap(({ name, status }) =>
    STATUSES.map((each) => {
      const labels = `${label('component', name)},${label('status', each)}`;
      return sample(STATUS.name, labels, each === status ? 1 : 0);
    }),
  );
  return familyHeader(STATUS) + samples.join('');
}
