import type { Conditions } from '../../health/assessor/evidence.ts';
import type { Reason } from '../../health/status.ts';
import type { EpochMs } from '../../clock/clock.ts';
import type { Transition } from '../history-record.ts';
import { FIRST, type ReplayEvent } from './replay-event.ts';

type Outside = Pick<Conditions, 'isPaused' | 'egress' | 'incident' | 'warnings'>;

const NOTHING: Outside = { isPaused: false, egress: 'ok', incident: null, warnings: [] };
const WARNINGS: readonly Reason['code'][] = ['model_deprecated', 'certificate_expiring'];

/**
 * What the assessor reckoned with and no observation tells: that monitoring was paused, our own network down, an
 * incident reported. It is read off the reasons of the recorded transitions, which is where it left a trace.
 */
export function conditionEvents(transitions: readonly Transition[]): ReplayEvent[] {
  const events: ReplayEvent[] = [];
  for (const [targetId, own] of Map.groupBy(transitions, (transition) => transition.targetId)) {
    let before = NOTHING;
    for (const { at, seq, reasons } of own) {
      const after = outsideOf(reasons);
      if (!isSame(before, after)) {
        // What ends is told by the observation that ended it, which has the same time; what begins comes after it.
        const isEnding = before !== NOTHING;
        const isRestart = before.egress === 'down' && after.egress === 'ok';
        events.push({
          kind: 'conditions',
          targetId,
          at,
          seq: isEnding ? FIRST : seq,
          change: after,
          isRestart,
        });
      }
      before = after;
    }
  }
  return events;
}

/** When each target said that it was starting: its checks of that time were no failures. */
export class RecordedStarts {
  readonly #spans: ReadonlyMap<string, readonly [from: EpochMs, to: EpochMs][]>;

  constructor(transitions: readonly Transition[]) {
    const byTarget = Map.groupBy(transitions, ({ targetId }) => targetId);
    this.#spans = new Map([...byTarget].map(([targetId, own]) => [targetId, startsOf(own)]));
  }

  has(targetId: string, at: EpochMs): boolean {
    return this.#spans.get(targetId)?.some(([from, to]) => from <= at && at < to) ?? false;
  }
}

function startsOf(own: readonly Transition[]): [EpochMs, EpochMs][] {
  return own.flatMap(({ at, reasons }, i): [EpochMs, EpochMs][] =>
    reasons.some(({ code }) => code === 'starting') ? [[at, own[i + 1]?.at ?? Infinity]] : [],
  );
}

function outsideOf(reasons: readonly Reason[]): Outside {
  const has = (code: Reason['code']): boolean => reasons.some((reason) => reason.code === code);
  const incident = reasons.find(({ code }) => code === 'incident');
  const warnings = reasons.filter(({ code }) => WARNINGS.includes(code));
  const [isPaused, isDown] = [has('paused'), has('egress_down')];
  if (!isPaused && !isDown && incident === undefined && warnings.length === 0) return NOTHING;
  return {
    isPaused,
    egress: isDown ? 'down' : 'ok',
    incident: incident?.message.replace('the provider reports: ', '') ?? null,
    warnings,
  };
}

function isSame(a: Outside, b: Outside): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
