import type { Mood } from '../message/alert-text.ts';

/** As the dashboard has them: red, amber, blue, green. */
export const MOOD_COLOURS: Readonly<Record<Mood, `#${string}`>> = {
  critical: '#c62828',
  warning: '#f9a825',
  info: '#1565c0',
  resolved: '#2e7d32',
};
