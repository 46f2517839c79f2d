import type { EpochMs } from '../../clock/clock.ts';
import type { HostLimit } from '../../settings/process-settings.ts';

/** `unknown` where the reading itself failed. */
export type HostStatus = 'ok' | 'warning' | 'error' | 'unknown';

export const HOST_CHECK_NAMES = ['memory', 'disk', 'cpu', 'event_loop', 'uptime', 'network'] as const;

export type HostCheckName = (typeof HOST_CHECK_NAMES)[number];

export type ReadingValue = number | boolean | string | null | readonly number[];

/** What one collector read, by the names that leave the process, and what it amounts to. */
export interface HostReading {
  readonly status: HostStatus;
  readonly values: Readonly<Record<string, ReadingValue>>;
  /** Why nothing could be read; null mostly. */
  readonly error: string | null;
}

export interface HostReport {
  readonly at: EpochMs;
  /** The worst of all. */
  readonly status: HostStatus;
  readonly checks: Readonly<Record<HostCheckName, HostReading>>;
}

/** What is not known is worse than well and better than a warning: it hides nothing that was seen. */
const SEVERITY: Readonly<Record<HostStatus, number>> = { ok: 0, unknown: 1, warning: 2, error: 3 };

export function worstOf(statuses: readonly HostStatus[]): HostStatus {
  return statuses.reduce((worst, each) => (SEVERITY[each] > SEVERITY[worst] ? each : worst), 'ok');
}

/** At or above a limit counts as beyond it; what was not read is not judged. */
export function judged(value: number | null, { warning, error }: HostLimit): HostStatus {
  if (value === null) return 'unknown';
  if (value >= error) return 'error';
  return value >= warning ? 'warning' : 'ok';
}

export function failedReading(error: unknown): HostReading {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'unknown', values: {}, error: message };
}

/** To one decimal: no reading here is truer than that. */
export function rounded(value: number, decimals = 1): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
