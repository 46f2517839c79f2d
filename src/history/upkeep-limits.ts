import type { HistorySettings } from '../settings/process-settings.ts';
import type { UpkeepLimits } from './history-upkeep.ts';

const MEGABYTE = 1_000_000;

/** The settings in the words of the upkeep: what happened is kept as long as the coarsest roll-ups. */
export function limitsOf({ retentionPerTarget, retentionDays, maxSizeMb }: HistorySettings): UpkeepLimits {
  return {
    retention: {
      recordsPerTarget: retentionPerTarget,
      rollupDays: retentionDays,
      eventDays: retentionDays['1d'],
    },
    maxBytes: maxSizeMb * MEGABYTE,
  };
}
