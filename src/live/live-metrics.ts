import { type Family, familyHeader, sample } from '../metrics/exposition.ts';
import type { LiveStanding } from './live-hub.ts';

const FAMILIES: readonly (readonly [Family, keyof LiveStanding])[] = [
  [{ name: 'bellwether_live_clients', type: 'gauge', help: 'Who listens to events now.' }, 'clients'],
  [{ name: 'bellwether_live_events_total', type: 'counter', help: 'Events told.' }, 'events'],
  [
    { name: 'bellwether_live_refused_total', type: 'counter', help: 'Who came when there was no room.' },
    'refused',
  ],
  [
    {
      name: 'bellwether_live_caught_up_total',
      type: 'counter',
      help: 'How often a slow listener was passed over, and told later what it had missed.',
    },
    'caughtUp',
  ],
  [
    { name: 'bellwether_live_cut_total', type: 'counter', help: 'Who was cut off for reading nothing.' },
    'cut',
  ],
];

/** Who listens, in Prometheus' text. */
export function liveMetricsText(standing: LiveStanding): string {
  return FAMILIES.map(([family, key]) => familyHeader(family) + sample(family.name, '', standing[key])).join(
    '',
  );
}
