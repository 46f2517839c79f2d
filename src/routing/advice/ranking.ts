import type { Strategy } from '../../settings/routing-settings.ts';
import type { Advice, Candidate, Exclusion, Factors, LeftOut } from './advice.ts';
import { factorsOf, type PriceOf, weightOf, yardstickOf } from './factors.ts';
import type { Mismatch } from './filters.ts';
import { hopeFactor, isEjectedByHealth, leftOutOf, resortFactor } from './left-out.ts';
import { rendezvousScore } from './rendezvous.ts';
import { sharesOf } from './shares.ts';
import type { TargetFacts } from './target-facts.ts';

/** Whose advice is asked for, and how. */
export interface RankingRequest {
  readonly pool: string;
  /** In the order of the settings, each once. */
  readonly members: readonly TargetFacts[];
  readonly strategy: Strategy;
  readonly panicThreshold: number;
  /** For `sticky`; without one it is as `balanced`. */
  readonly key: string | null;
  /** Why the caller cannot use it; null where it can. */
  readonly mismatchOf: (facts: TargetFacts) => Mismatch | null;
  readonly priceOf: PriceOf;
}

interface Standing {
  readonly facts: TargetFacts;
  readonly mismatch: Mismatch | null;
  readonly leftOut: LeftOut | null;
}

/**
 * One of those that stay; `resort` is its factor where it only stays for want of better. Those beside whom there is nobody
 * at all have none, and are weighed as they stand.
 */
interface Stayer {
  readonly facts: TargetFacts;
  readonly lastResort: LeftOut | null;
  readonly resort: number | null;
}

/**
 * Who of a pool may be called, and how often. When too few are left it fails open: all are named who could be called
 * at all. Otherwise at most half is left out by health, so that what we believe of providers never takes most of them.
 */
export function rank(request: RankingRequest): Advice {
  const { members, mismatchOf, panicThreshold, pool, strategy } = request;
  const standings = members.map((facts) => standingOf(facts, mismatchOf(facts)));
  const usable = standings.filter(({ leftOut }) => leftOut === null).length;
  const resorts = resortsOf(standings, usable);
  // With nobody to fall back on there is no emergency, there are only wishes that nobody meets.
  const isPanic = usable < panicThreshold && usable + resorts.length > 0;
  const kept = isPanic ? new Set(resorts) : heldBack(standings);
  const stayers = standings.filter((each) => each.leftOut === null || kept.has(each)).map(stayerOf);
  return {
    pool,
    strategy,
    isPanic,
    isCapped: !isPanic && kept.size > 0,
    candidates: candidatesOf(stayers, request, isPanic ? byMerit : byShare),
    excluded: standings.flatMap((each) => (each.leftOut === null || kept.has(each) ? [] : exclusionOf(each))),
  };
}

function standingOf(facts: TargetFacts, mismatch: Mismatch | null): Standing {
  return { facts, mismatch, leftOut: leftOutOf(facts, mismatch) };
}

/**
 * Whom to fall back on. Where that leaves nobody: those who might have the model, and then those whom an operator took
 * out, for no router is told "nobody".
 */
function resortsOf(standings: readonly Standing[], usable: number): readonly Standing[] {
  const resorts = standings.filter(isResort);
  if (usable + resorts.length > 0) return resorts;
  const doubtful = standings.filter(isDoubtful);
  return doubtful.length > 0 ? doubtful : standings.filter(isHeldByOperator);
}

function isHeldByOperator({ leftOut }: Standing): boolean {
  return leftOut?.reason === 'maintenance' || leftOut?.reason === 'circuit_open';
}

function isResort({ facts, leftOut }: Standing): boolean {
  return leftOut !== null && resortFactor(facts, leftOut) !== null;
}

function isDoubtful({ facts, mismatch }: Standing): boolean {
  if (mismatch?.isDoubtful !== true) return false;
  const apart = leftOutOf(facts, null);
  return apart === null || resortFactor(facts, apart) !== null;
}

function stayerOf({ facts, leftOut }: Standing): Stayer {
  if (leftOut === null) return { facts, lastResort: null, resort: null };
  return { facts, lastResort: leftOut, resort: resortFactor(facts, leftOut) ?? hopeFactor(facts) };
}

function exclusionOf({ facts, leftOut }: Standing): Exclusion[] {
  return leftOut === null ? [] : [{ id: facts.target.id, ...leftOut }];
}

/** Of those that health would leave out the least bad ones that must stay, for at most half of the pool may go. */
function heldBack(standings: readonly Standing[]): ReadonlySet<Standing> {
  const ejected = standings.filter(
    (each) => each.leftOut !== null && isEjectedByHealth(each.facts, each.leftOut),
  );
  // Whom the caller or the operator took out, or the account, is no part of what stands in for each other.
  const size = standings.filter((each) => each.leftOut === null).length + ejected.length;
  const excess = ejected.length - Math.floor(size / 2);
  return new Set(excess <= 0 ? [] : ejected.toSorted(byBadness).slice(0, excess));
}

function byBadness(a: Standing, b: Standing): number {
  const resort = (each: Standing): number => resortFactor(each.facts, each.leftOut!) ?? 0;
  return resort(b) - resort(a) || a.facts.consecutiveFailures - b.facts.consecutiveFailures;
}

type Order = (a: Candidate, b: Candidate) => number;

function candidatesOf(
  stayers: readonly Stayer[],
  request: RankingRequest,
  order: Order,
): readonly Candidate[] {
  const { strategy, priceOf, key } = request;
  const yardstick = yardstickOf(
    stayers.map(({ facts }) => facts),
    strategy,
    priceOf,
  );
  const factors = stayers.map((stayer) => factorsOf(stayer.facts, yardstick, stayer.resort, priceOf));
  if (strategy === 'priority') return spillOver(stayers, factors).toSorted(order);
  const candidates = withShares(stayers, factors);
  if (strategy !== 'sticky' || key === null) return candidates.toSorted(order);
  return stuck(candidates, key, order);
}

/** Each takes what it can of what those before it leave. */
function spillOver(stayers: readonly Stayer[], factors: readonly Factors[]): readonly Candidate[] {
  let left = 1;
  const spilt = factors.map((each) => {
    const priority = left;
    left *= 1 - each.status * each.headroom * each.slowStart;
    return { ...each, priority };
  });
  return withShares(stayers, spilt);
}

function withShares(stayers: readonly Stayer[], factors: readonly Factors[]): Candidate[] {
  const weights = factors.map(weightOf);
  const shares = sharesOf(factors, weights);
  return stayers.map(({ facts, lastResort }, i) => ({
    id: facts.target.id,
    weight: weights[i]!,
    share: shares[i]!,
    status: facts.status,
    p95Ms: facts.p95?.ms ?? null,
    p95Of: facts.p95?.of ?? null,
    factors: factors[i]!,
    waitsUntil: facts.waitsUntil,
    lastResort,
  }));
}

/** The better share first; of equal ones those who are well; else as in the settings (the sort is stable). */
function byShare(a: Candidate, b: Candidate): number {
  return b.share - a.share || b.factors.status - a.factors.status;
}

/** In panic the least bad comes first, whatever its share. */
function byMerit(a: Candidate, b: Candidate): number {
  return b.factors.status - a.factors.status || b.share - a.share;
}

/**
 * All of a key goes to one, and who comes next takes over when that one is gone. Latency and headroom move all the
 * time, so keys do not go by them; a target that is coming back gets its keys back bit by bit.
 */
function stuck(candidates: readonly Candidate[], key: string, order: Order): readonly Candidate[] {
  const scored = candidates.map((candidate) => {
    const { configured, status, slowStart, headroom } = candidate.factors;
    const weight = configured * status * slowStart * (headroom === 0 ? 0 : 1);
    return { candidate, score: rendezvousScore(key, candidate.id, weight) };
  });
  const isPanic = order === byMerit;
  scored.sort(
    (a, b) =>
      (isPanic ? b.candidate.factors.status - a.candidate.factors.status : 0) ||
      b.score - a.score ||
      b.candidate.share - a.candidate.share,
  );
  return scored.map(({ candidate }, i) => ({ ...candidate, share: i === 0 ? 1 : 0 }));
}
