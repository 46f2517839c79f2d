const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** A point in time as people write it: `40s`, `1.5s`, `1m30s`, `1h`. */
export type Span = string;

export function millisecondsOf(span: Span): number {
  const parts = [...span.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === span;
  if (!isWhole) throw new Error(`"${span}" is no time: write it as 40s, 1m30s or 1h`);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS_MS[unit as 'ms'], 0);
}

export function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)}s`;
}
