import type { TargetHealth } from '../health/target-health.ts';
import { type Family, label, sample } from './exposition.ts';
import type { TargetCounts } from './target-counts.ts';

/**
 * When the samples of a family change: with anything that is shown of the state, with its status, circuit or settings
 * alone, or with one of the counts.
 */
export type Cause = 'revision' | 'standing' | 'checks' | 'calls' | 'changes' | 'overruns';

/** What the samples of one target are written from; `label` is `target="…"`. */
export interface Subject {
  readonly state: TargetHealth;
  readonly counts: TargetCounts;
  readonly label: string;
}

/** A family with samples of every target. */
export interface TargetFamily extends Family {
  readonly cause: Cause;
  readonly samples: (subject: Subject, name: string) => string;
}

const STATUS_LABELS = labelsOf('status', ['healthy', 'degraded', 'unhealthy', 'unknown']);
const CHANGE_LABELS = labelsOf('to', ['healthy', 'degraded', 'unhealthy', 'unknown']);
const CIRCUIT_LABELS = labelsOf('state', ['closed', 'open', 'half_open']);

/** The health of targets as it is now. */
export const HEALTH_FAMILIES: readonly TargetFamily[] = [
  {
    name: 'bellwether_target_info',
    type: 'gauge',
    help: 'What a target is; always 1.',
    cause: 'standing',
    samples: infoSample,
  },
  {
    name: 'bellwether_target_status',
    type: 'gauge',
    help: 'Status of a target: 1 for the current one, 0 for the others.',
    cause: 'standing',
    samples: ({ state, label: target }, name) => oneHot(name, target, STATUS_LABELS, state.verdict.status),
  },
  {
    name: 'bellwether_target_status_since_timestamp_seconds',
    type: 'gauge',
    help: 'When the status of a target became what it is.',
    cause: 'standing',
    samples: ({ state, label: target }, name) => sample(name, target, state.since / 1_000),
  },
  {
    name: 'bellwether_target_usable',
    type: 'gauge',
    help: 'Whether an application should send work to a target right now (1) or not (0).',
    cause: 'standing',
    samples: ({ state, label: target }, name) => sample(name, target, state.isUsable ? 1 : 0),
  },
  {
    name: 'bellwether_consecutive_failures',
    type: 'gauge',
    help: 'Failures of a target in a row.',
    cause: 'revision',
    samples: ({ state, label: target }, name) => sample(name, target, state.assessor.consecutiveFailures),
  },
  {
    name: 'bellwether_circuit_state',
    type: 'gauge',
    help: 'State of the circuit of a target: 1 for the current one, 0 for the others.',
    cause: 'standing',
    samples: ({ state, label: target }, name) => oneHot(name, target, CIRCUIT_LABELS, state.circuit.state),
  },
  {
    name: 'bellwether_last_check_timestamp_seconds',
    type: 'gauge',
    help: 'When a target was last checked.',
    cause: 'revision',
    samples: ({ state, label: target }, name) => timeSample(name, target, state.lastCheck?.at ?? null),
  },
  {
    name: 'bellwether_last_success_timestamp_seconds',
    type: 'gauge',
    help: 'When a check or a call of a target last succeeded.',
    cause: 'revision',
    samples: ({ state, label: target }, name) => timeSample(name, target, state.lastSuccessAt),
  },
];

/** What happened to targets since they are watched. */
export const COUNT_FAMILIES: readonly TargetFamily[] = [
  {
    name: 'bellwether_status_changes_total',
    type: 'counter',
    help: 'Changes of the status of a target, by the status that it changed to.',
    cause: 'changes',
    samples: ({ counts, label: target }, name) =>
      CHANGE_LABELS.map(([to, text]) => sample(name, `${target},${text}`, counts.statusChanges[to])).join(''),
  },
  {
    name: 'bellwether_checks_total',
    type: 'counter',
    help: 'Checks of a target (reach and auth probes), by result and kind of failure.',
    cause: 'checks',
    samples: ({ counts, label: target }, name) => counts.checks.text(name, target),
  },
  {
    name: 'bellwether_check_duration_seconds',
    type: 'histogram',
    help: 'Latency of successful checks of a target.',
    cause: 'checks',
    samples: ({ counts, label: target }, name) => counts.checkDurations.text(name, target),
  },
  {
    name: 'bellwether_calls_total',
    type: 'counter',
    help: 'Calls to a target (generate probes and real calls), by source, result and kind of failure.',
    cause: 'calls',
    samples: ({ counts, label: target }, name) => counts.callsText(name, target),
  },
  {
    name: 'bellwether_call_duration_seconds',
    type: 'histogram',
    help: 'Latency of successful calls to a target.',
    cause: 'calls',
    samples: ({ counts, label: target }, name) => counts.callDurationsText(name, target),
  },
  {
    name: 'bellwether_call_time_to_first_token_seconds',
    type: 'histogram',
    help: 'Time to the first token of successful streamed calls to a target.',
    cause: 'calls',
    samples: ({ counts, label: target }, name) => counts.firstTokensText(name, target),
  },
  {
    name: 'bellwether_schedule_overruns_total',
    type: 'counter',
    help: 'Probes left out because the probe before of the same target was still under way.',
    cause: 'overruns',
    samples: ({ state, counts, label: target }, name) =>
      state.target.model === null ? sample(name, target, counts.overruns) : '',
  },
];

function infoSample({ state, label: target }: Subject, name: string): string {
  const { provider, model, name: shown } = state.target;
  const labels = [
    target,
    label('provider', provider.id),
    label('model', model ?? ''),
    label('kind', provider.kind),
    label('name', shown),
    label('critical', String(provider.critical)),
    label('enabled', String(provider.enabled)),
  ];
  return sample(name, labels.join(','), 1);
}

function labelsOf<V extends string>(name: string, values: readonly V[]): readonly (readonly [V, string])[] {
  return values.map((value) => [value, label(name, value)]);
}

function oneHot<V extends string>(
  name: string,
  target: string,
  labels: readonly (readonly [V, string])[],
  current: V,
): string {
  let samples = '';
  for (const [value, text] of labels) samples += `${name}{${target},${text}} ${value === current ? 1 : 0}\n`;
  return samples;
}

function timeSample(name: string, target: string, atMs: number | null): string {
  return atMs === null ? '' : sample(name, target, atMs / 1_000);
}
