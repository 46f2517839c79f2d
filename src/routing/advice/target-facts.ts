import { z } from 'zod';
import type { EpochMs, MonotonicMs } from '../../clock/clock.ts';
import type { CircuitState } from '../../health/circuit-state.ts';
import type { MaintenanceWindow } from '../../health/maintenance-windows.ts';
import type { ReasonCode, Status } from '../../health/status.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import type { MeasuredP95 } from '../../health/target-windows.ts';
import type { Blame } from '../../observations/failure-kind.ts';
import type { Target } from '../../targets/target.ts';
import type { Availability } from './slow-start.ts';

/** All that advice is made of, of one target, at one moment. */
export interface TargetFacts {
  readonly target: Target;
  readonly status: Status;
  readonly blame: Blame | null;
  readonly reason: ReasonCode | null;
  readonly message: string | null;
  readonly isStarting: boolean;
  readonly circuit: CircuitState;
  readonly p95: MeasuredP95 | null;
  /** Share of the rate limit that is left, 0 to 1. */
  readonly headroom: number;
  /** The provider itself asked to wait until then. */
  readonly waitsUntil: EpochMs | null;
  /** 0.1 to 1. */
  readonly slowStart: number;
  readonly maintenance: MaintenanceWindow | null;
  /** Models that its list names; null where the list is unknown, or is not whole. */
  readonly models: readonly string[] | null;
  readonly consecutiveFailures: number;
}

/** Where a limit was met and nobody said for how long, this much of the weight is left. chosen */
const GUESSED_HEADROOM = 0.1;

/**
 * Reads a target's state. A model is down with its provider, whose trouble with other models is none of its own.
 *
 * @param slowStart its factor, given how it stands
 */
export function readFacts(
  state: TargetHealth,
  provider: TargetHealth,
  nowMs: MonotonicMs,
  rest: {
    readonly maintenance: MaintenanceWindow | null;
    readonly slowStart: (availability: Availability) => number;
  },
): TargetFacts {
  const ill = provider.verdict.status === 'unhealthy' ? provider : state;
  const { status, blame, reasons } = ill.verdict;
  return {
    target: state.target,
    status,
    blame,
    reason: reasons[0]?.code ?? null,
    message: reasons[0]?.message ?? null,
    isStarting: state.conditions.isStarting || provider.conditions.isStarting,
    circuit: worseCircuit(state, provider),
    p95: p95Of(state, nowMs),
    ...limitOf(state, provider, nowMs),
    slowStart: rest.slowStart(availabilityOf(state, provider)),
    maintenance: rest.maintenance,
    models: listedModels(state.capabilities),
    consecutiveFailures: state.assessor.consecutiveFailures,
  };
}

/** Nobody is sent to who asked to wait; where it is only guessed for how long, a few are. */
function limitOf(
  state: TargetHealth,
  provider: TargetHealth,
  nowMs: MonotonicMs,
): Pick<TargetFacts, 'headroom' | 'waitsUntil'> {
  const { limits } = state.assessor;
  const isLimited = limits.isLimited(nowMs);
  if (isLimited && limits.isWaitTold) return { headroom: 0, waitsUntil: limits.limitedUntil };
  const left = Math.min(limits.headroom(nowMs), provider.assessor.limits.headroom(nowMs));
  const headroom = isLimited ? Math.min(GUESSED_HEADROOM, left) : left;
  return { headroom: Math.round(headroom * 100) / 100, waitsUntil: null };
}

const RANK: Readonly<Record<CircuitState['state'], number>> = { closed: 0, half_open: 1, open: 2 };

function worseCircuit(state: TargetHealth, provider: TargetHealth): CircuitState {
  return RANK[provider.circuit.state] > RANK[state.circuit.state] ? provider.circuit : state.circuit;
}

/** Out while health says so; a trickle until it has proved itself. */
function availabilityOf(state: TargetHealth, provider: TargetHealth): Availability {
  if (isOut(state) || isOut(provider)) return 'out';
  const isHalfOpen = worseCircuit(state, provider).state === 'half_open';
  return isHalfOpen || !state.assessor.isUp ? 'trickle' : 'in';
}

/** By health: to be switched off, or under maintenance, is no outage. */
function isOut({ verdict, circuit, conditions }: TargetHealth): boolean {
  return verdict.status === 'unhealthy' || circuit.state === 'open' || conditions.isStarting;
}

function p95Of({ windows, target }: TargetHealth, nowMs: MonotonicMs): MeasuredP95 | null {
  const p95 = windows.comparableP95(nowMs, target.provider.thresholds.minVolume);
  return p95 === null ? null : { ms: threeDigits(p95.ms), of: p95.of };
}

/** So that advice does not change with every answer. */
function threeDigits(ms: number): number {
  if (ms >= 1_000) return Math.round(ms / 10) * 10;
  const steps = ms >= 100 ? 1 : ms >= 10 ? 10 : 100;
  return Math.round(ms * steps) / steps;
}

const Listed = z.object({ models: z.array(z.string()), models_total: z.number().optional() });

function listedModels(capabilities: Readonly<Record<string, unknown>>): readonly string[] | null {
  if (!Array.isArray(capabilities['models'])) return null;
  const { data } = Listed.safeParse(capabilities);
  if (data === undefined || (data.models_total ?? 0) > data.models.length) return null;
  return data.models;
}

const PLAIN = [
  'target',
  'status',
  'reason',
  'message',
  'isStarting',
  'circuit',
  'headroom',
  'waitsUntil',
  'slowStart',
  'consecutiveFailures',
] as const satisfies readonly (keyof TargetFacts)[];

/** Whether advice that is made of either is the same. */
export function sameFacts(a: TargetFacts, b: TargetFacts): boolean {
  for (const key of PLAIN) if (a[key] !== b[key]) return false;
  const isSameP95 = a.p95?.ms === b.p95?.ms && a.p95?.of === b.p95?.of;
  return isSameP95 && sameWindow(a.maintenance, b.maintenance) && sameNames(a.models, b.models);
}

export function sameWindow(a: MaintenanceWindow | null, b: MaintenanceWindow | null): boolean {
  return (a === null) === (b === null) && a?.until === b?.until;
}

function sameNames(a: readonly string[] | null, b: readonly string[] | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
