import type { EpochMs } from '../../clock/clock.ts';
import type { Advice, Candidate, Exclusion, Factors } from '../advice/advice.ts';

/** What became of one target in a pool. */
export interface Move {
  readonly id: string;
  /** Its weight before and after; null where it was, or is, left out. */
  readonly from: number | null;
  readonly to: number | null;
  /** A sentence for people, free of secrets. */
  readonly why: string;
}

/** A turn of the advice for one pool: what moved and why, and where calls go since. */
export interface PoolChange {
  /** Grows by one with every change. */
  readonly number: number;
  /** Of the snapshot that it came with. */
  readonly seq: number;
  readonly at: EpochMs;
  readonly pool: string;
  readonly isPanic: boolean;
  readonly moved: readonly Move[];
  /** The targets with the greatest shares from then on. */
  readonly using: readonly { readonly id: string; readonly share: number }[];
}

/** chosen: a weight that moves by a tenth of what is configured is worth a line, less is the daily up and down. */
const NOTABLE_SHARE = 0.1;
/** chosen: an outage of many is told by its first twenty, and by ten of those who are left. */
const MOST_MOVES = 20;
const MOST_IN_USE = 10;

/** What is notably other than it was when it was last told; null where nothing is. */
export function changeBetween(
  before: Advice | undefined,
  after: Advice,
): Pick<PoolChange, 'pool' | 'isPanic' | 'moved' | 'using'> | null {
  const moved = movesOf(before, after);
  if (moved.length === 0 && before?.isPanic === after.isPanic) return null;
  const using = after.candidates.slice(0, MOST_IN_USE).map(({ id, share }) => ({ id, share }));
  return { pool: after.pool, isPanic: after.isPanic, moved: moved.slice(0, MOST_MOVES), using };
}

function movesOf(before: Advice | undefined, after: Advice): Move[] {
  const had = candidatesById(before);
  const has = candidatesById(after);
  const gone = new Map(after.excluded.map((exclusion) => [exclusion.id, exclusion]));
  return [
    ...[...had.values()].flatMap((candidate) => leaving(candidate, has, gone.get(candidate.id))),
    ...after.candidates.flatMap((candidate) => staying(had.get(candidate.id), candidate, before)),
  ];
}

function candidatesById(advice: Advice | undefined): Map<string, Candidate> {
  return new Map(advice?.candidates.map((candidate) => [candidate.id, candidate]));
}

function leaving(
  { id, weight }: Candidate,
  has: ReadonlyMap<string, Candidate>,
  exclusion: Exclusion | undefined,
): Move[] {
  if (has.has(id)) return [];
  if (exclusion === undefined) return [{ id, from: weight, to: null, why: 'no longer in the pool' }];
  const detail = exclusion.detail === null ? '' : `: ${exclusion.detail}`;
  return [{ id, from: weight, to: null, why: `left out, ${exclusion.reason}${detail}` }];
}

function staying(before: Candidate | undefined, after: Candidate, pool: Advice | undefined): Move[] {
  const { id, weight: to, lastResort, factors } = after;
  if (before === undefined) {
    const wasOut = pool?.excluded.find((exclusion) => exclusion.id === id);
    const why = wasOut === undefined ? 'new in the pool' : `back, was left out for ${wasOut.reason}`;
    return [{ id, from: null, to, why: lastResort === null ? why : `last resort, ${lastResort.reason}` }];
  }
  const isNotable =
    Math.abs(to - before.weight) >= NOTABLE_SHARE * Math.max(factors.configured, Number.MIN_VALUE);
  const hasTurned = (before.lastResort === null) !== (lastResort === null);
  if (!isNotable && !hasTurned) return [];
  const why = hasTurned ? resortSentence(after) : factorSentence(before.factors, factors);
  return [{ id, from: before.weight, to, why }];
}

function resortSentence({ lastResort }: Candidate): string {
  return lastResort === null ? 'no longer a last resort' : `last resort, ${lastResort.reason}`;
}

const NAMES: Readonly<Record<keyof Factors, string>> = {
  configured: 'configured weight',
  status: 'status',
  latency: 'latency',
  headroom: 'headroom',
  slowStart: 'slow start',
  cost: 'cost',
  priority: 'what those before it leave',
};

/** The factor that has changed by most, as a ratio. */
function factorSentence(before: Factors, after: Factors): string {
  const changes = (Object.keys(NAMES) as (keyof Factors)[]).map((key) => {
    const [from, to] = [before[key] ?? 1, after[key] ?? 1];
    const ratio = Math.max(from, to) / Math.max(Math.min(from, to), Number.MIN_VALUE);
    return { key, from, to, ratio };
  });
  const { key, from, to } = changes.reduce((most, each) => (each.ratio > most.ratio ? each : most));
  return `${NAMES[key]} from ${rounded(from)} to ${rounded(to)}`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
