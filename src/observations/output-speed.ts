import type { Observation } from './observation.ts';

/** Output tokens per second of the generation itself: what came after the first token, over the time after it. */
export function outputSpeed({
  latencyMs,
  ttftMs,
  outputTokens,
}: Pick<Observation, 'latencyMs' | 'ttftMs' | 'outputTokens'>): number | null {
  if (latencyMs === null || outputTokens === null || outputTokens < 1) return null;
  const isStreamed = ttftMs !== null && ttftMs < latencyMs && outputTokens > 1;
  const tokens = isStreamed ? outputTokens - 1 : outputTokens;
  const durationMs = isStreamed ? latencyMs - ttftMs : latencyMs;
  return durationMs > 0 ? (1_000 * tokens) / durationMs : null;
}
