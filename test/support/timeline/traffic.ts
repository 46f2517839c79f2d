import type { FailureKind } from '../../../src/observations/failure-kind.ts';
import type { VirtualWorld } from '../virtual-world.ts';

export interface TrafficPattern {
  readonly perSecond: number;
  readonly failing?: FailureKind;
  /** Share of the calls that fail [1]. */
  readonly share?: number;
  readonly ttftMs?: number;
}

export interface TrafficChange {
  readonly atMs: number;
  readonly targetId: string;
  /** Null ends it. */
  readonly pattern: TrafficPattern | null;
}

export interface Step {
  readonly atMs: number;
  readonly act: (world: VirtualWorld) => void | Promise<void>;
}

/** The calls that a change of traffic leads to, until the next change or the end. */
export function callsOf(
  changes: readonly TrafficChange[],
  endMs: number,
  random: () => number,
): readonly Step[] {
  return changes.flatMap(({ atMs, targetId, pattern }, i) => {
    if (pattern === null) return [];
    const next = changes.slice(i + 1).find((change) => change.targetId === targetId);
    const spacingMs = 1_000 / pattern.perSecond;
    const count = Math.ceil(((next?.atMs ?? endMs) - atMs) / spacingMs);
    return Array.from({ length: count }, (_, n) => ({
      atMs: atMs + n * spacingMs,
      act: (world: VirtualWorld) => void world.report(call(targetId, pattern, random)),
    }));
  });
}

function call(targetId: string, { failing, share = 1, ttftMs }: TrafficPattern, random: () => number) {
  const fails = failing !== undefined && (share === 1 || random() < share);
  return {
    targetId,
    source: 'traffic' as const,
    depth: 'traffic' as const,
    failure: fails ? failing : null,
    latencyMs: 400,
    ttftMs: ttftMs ?? null,
  };
}
