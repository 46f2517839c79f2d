import type { MakePipeline } from '../../history/replay/replay-world.ts';
import type { Settings } from '../../settings/settings.ts';
import type { RehearsalStep, RehearsalTest } from './rehearsal.schema.ts';
import { RehearsalWorld } from './rehearsal-world.ts';
import { discrepancies, toldOf } from './notification-log.ts';
import { ScriptedChecks, WORKING } from './scripted-checks.ts';
import { inSeconds } from './span.ts';

const SECOND_MS = 1_000;

export interface RehearsalResult {
  readonly name: string;
  /** What was not as expected, in words; empty when all was. */
  readonly faults: readonly string[];
  /** All that was told, in order. */
  readonly told: readonly string[];
}

/** Lets a script happen on the time of its own, second by second, and says what was not as expected. */
export function rehearse(
  test: RehearsalTest,
  settings: Settings,
  makePipeline: MakePipeline,
): RehearsalResult {
  const startAt = Date.parse(test.starts_at);
  const world = new RehearsalWorld(settings, startAt, makePipeline);
  try {
    const faults = [...unknownTargets(test, world), ...play(test, world, startAt)];
    const told = world.deliveries.map(({ message, channelId }) => toldOf(message, channelId, startAt));
    return {
      name: test.name,
      faults: [...faults, ...discrepancies(told, test.notifications)],
      told: told.map(({ text }) => text),
    };
  } finally {
    world.close();
  }
}

function unknownTargets({ timeline }: RehearsalTest, { registry }: RehearsalWorld): string[] {
  const named = timeline.flatMap(({ target }) => (target === undefined ? [] : [target]));
  return [...new Set(named)]
    .filter((id) => registry.get(id) === undefined)
    .map((id) => `no target ${id} in the settings`);
}

function play(test: RehearsalTest, world: RehearsalWorld, startAt: number): string[] {
  const checks = new ScriptedChecks(world);
  const steps = test.timeline.toSorted((a, b) => a.at - b.at);
  const looks = test.alerts.toSorted((a, b) => a.at - b.at);
  const faults: string[] = [];
  for (let passedMs = 0; passedMs <= test.until; passedMs += SECOND_MS) {
    world.moveTo(startAt + passedMs);
    while (steps[0] !== undefined && steps[0].at <= passedMs) apply(steps.shift()!, world, checks);
    checks.turn();
    world.tick();
    while (looks[0] !== undefined && looks[0].at <= passedMs)
      faults.push(...firingFaults(looks.shift()!, world));
  }
  const late = [...steps, ...looks].map(({ at }) => `${inSeconds(at)} is after the end of the test`);
  return [...faults, ...late];
}

function apply(step: RehearsalStep, world: RehearsalWorld, checks: ScriptedChecks): void {
  if (step.egress !== undefined) world.setEgress(step.egress);
  if (step.component !== undefined)
    world.components.set(step.component.name, { ...step.component, details: {} });
  if (step.target !== undefined) applyToTarget(step, step.target, checks);
  applyByHand(step, world);
}

function applyToTarget(step: RehearsalStep, target: string, checks: ScriptedChecks): void {
  const { fails, share, answers_in_ms: latencyMs, heals, traffic } = step;
  if (traffic !== undefined) checks.call(target, traffic);
  if (fails !== undefined) checks.behave(target, { ...WORKING, fails, share });
  else if (latencyMs !== undefined) checks.behave(target, { ...WORKING, latencyMs });
  else if (heals) checks.behave(target, WORKING);
}

/** What people do about alerts. */
function applyByHand(step: RehearsalStep, world: RehearsalWorld): void {
  const { engine, now } = world;
  const { silence, acknowledge } = step;
  if (silence !== undefined) {
    const matchers = Object.entries(silence.matchers).map(([name, value]) => ({
      name,
      value,
      isRegex: false,
      isEqual: true,
    }));
    const until = silence.for === undefined ? null : now + silence.for;
    const said = { by: 'script', comment: '', createdAt: now, updatedAt: now, recurrence: null };
    engine.silences.put({ id: silence.id, matchers, from: now, until, ...said });
  }
  if (step.end_silence !== undefined) engine.silences.expire(step.end_silence, now);
  if (acknowledge === undefined) return;
  const { rule, target, for: forMs } = acknowledge;
  const alert = engine.open().find((each) => each.rule === rule && each.targetId === target);
  const expiresAt = forMs === undefined ? null : now + forMs;
  if (alert !== undefined)
    engine.acknowledge(alert.id, { by: 'script', note: null, at: now, expiresAt, isSticky: true });
}

function firingFaults({ at, firing }: RehearsalTest['alerts'][number], { engine }: RehearsalWorld): string[] {
  const got = engine
    .open()
    .filter(
      ({ state, suppressions }) =>
        state === 'firing' && !suppressions.some(({ code }) => code === 'inhibited'),
    )
    .map(({ rule, targetId }) => `${rule}:${targetId ?? ''}`);
  const missing = firing.filter((name) => !got.includes(name));
  const unexpected = got.filter((name) => !firing.includes(name));
  return [
    ...missing.map((name) => `not firing at ${inSeconds(at)}: ${name}`),
    ...unexpected.map((name) => `firing at ${inSeconds(at)}: ${name}`),
  ];
}
