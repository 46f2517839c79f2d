import type { CircuitSettings } from './settings.ts';
import { number, section, wholeNumber } from './scalars.schema.ts';

const DAY_SECONDS = 86_400;
const HOUR_MS = 3_600_000;

export const circuitSchema = section({
  consecutive_failures: wholeNumber(1, 1000)
    .describe('Failed calls of real traffic in a row that open the circuit. Default 5.')
    .default(5),
  error_threshold_percent: number(1, 100)
    .describe("Error percentage over the breaker's rolling window that opens it. Default 50.")
    .default(50),
  volume_threshold: wholeNumber(1, 1_000_000)
    .describe('Calls that window must hold before its percentage counts. Default 10.')
    .default(10),
  reset_timeout_seconds: number(0.1, DAY_SECONDS)
    .describe('Wait before a trial, seconds; doubles with every reopening. Default 30.')
    .default(30),
  max_reset_timeout_seconds: number(0.1, DAY_SECONDS)
    .describe('Ceiling of that growth, seconds; at least reset_timeout_seconds. Default 300.')
    .default(300),
  slow_call_ms: number(1, HOUR_MS)
    .describe(
      'A call slower than this is slow, milliseconds (time to first token for streams). Default 60000.',
    )
    .default(60_000),
  slow_call_rate_percent: number(1, 100)
    .describe('Share of slow calls that opens the circuit, percent. Default 80.')
    .default(80),
}).transform((raw): CircuitSettings => ({
  consecutiveFailures: raw.consecutive_failures,
  errorThresholdPercent: raw.error_threshold_percent,
  volumeThreshold: raw.volume_threshold,
  resetTimeoutMs: raw.reset_timeout_seconds * 1000,
  maxResetTimeoutMs: raw.max_reset_timeout_seconds * 1000,
  slowCallMs: raw.slow_call_ms,
  slowCallRatePercent: raw.slow_call_rate_percent,
}));
