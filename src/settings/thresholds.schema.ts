import type { Thresholds } from './settings.ts';
import { number, section, wholeNumber } from './scalars.schema.ts';

const HOUR_MS = 3_600_000;

export const thresholdsSchema = section({
  latency_warning_ms: number(1, HOUR_MS)
    .describe('p95 over five minutes at or above which a target is degraded, milliseconds. Default 2000.')
    .default(2000),
  error_rate_warning_percent: number(1, 100)
    .describe(
      'Error rate at or above which a target is degraded, percent; below the critical one. Default 50.',
    )
    .default(50),
  error_rate_critical_percent: number(1, 100)
    .describe('Error rate at or above which a target is unhealthy, percent. Default 80.')
    .default(80),
  min_volume: wholeNumber(1, 1_000_000)
    .describe('Observations that a window must hold before its error rate counts. Default 5.')
    .default(5),
  failure_threshold: wholeNumber(1, 1000)
    .describe('Health failures in a row that make a target unhealthy. Default 3.')
    .default(3),
  recovery_threshold: wholeNumber(1, 1000)
    .describe('Successes in a row that make a recovering target healthy. Default 2.')
    .default(2),
}).transform((raw): Thresholds => ({
  latencyWarningMs: raw.latency_warning_ms,
  errorRateWarningPercent: raw.error_rate_warning_percent,
  errorRateCriticalPercent: raw.error_rate_critical_percent,
  minVolume: raw.min_volume,
  failureThreshold: raw.failure_threshold,
  recoveryThreshold: raw.recovery_threshold,
}));
