import { buildTarget } from '../../test/support/build.ts';
import { VirtualWorld } from '../../test/support/virtual-world.ts';
import { seededRandom } from '../statistics/samples.ts';
import type { Detector } from './baselines.ts';
import { CallStream } from './call-stream.ts';
import type { Calls } from './scenarios.ts';
import { limited, type Script } from './script.ts';
import { Timeline } from './timeline.ts';

export const INTERVAL_MS = 30_000;
export const TIMEOUT_MS = 10_000;
const JITTER = 0.1;
const PROBE_SALT = 0;

/** The real monitoring, one target a script, all in one world. None is external: they fail alone, not our network. */
export async function simulateBellwether(
  scripts: readonly Script[],
  calls: Calls | null,
): Promise<Timeline[]> {
  const ids = scripts.map((_, i) => `provider-${i}`);
  const byId = new Map(ids.map((id, i) => [id, { script: scripts[i]!, timeline: new Timeline() }]));
  const world: VirtualWorld = new VirtualWorld({
    targets: ids.map((id) =>
      buildTarget({ isExternal: false, settings: { id, intervalMs: INTERVAL_MS, timeoutMs: TIMEOUT_MS } }),
    ),
    answer: (target, atMs) =>
      byId.get(target.id)!.script.answer(Math.round(atMs - world.startedMs), PROBE_SALT),
    random: seededRandom(scripts[0]!.seed),
  });
  world.events.on('status.changed', ({ state, to }) => {
    byId.get(state.target.id)!.timeline.note(world.elapsedMs, to.status);
  });
  const endMs = Math.max(...scripts.map((script) => script.endMs));
  if (calls === null) await world.runTo(endMs);
  else
    await runWithCalls(world, new Map(ids.map((id, i) => [id, new CallStream(scripts[i]!, calls)])), endMs);
  if (world.listenerErrors.length > 0)
    throw new Error('a listener failed', { cause: world.listenerErrors[0]![1] });
  return [...byId.values()].map(({ timeline }) => timeline);
}

async function runWithCalls(
  world: VirtualWorld,
  streams: Map<string, CallStream>,
  endMs: number,
): Promise<void> {
  const { tickMs } = streams.values().next().value!;
  for (let nowMs = 0; nowMs < endMs; nowMs += tickMs) {
    await world.runTo(nowMs);
    for (const [targetId, stream] of streams) {
      for (const { failure, latencyMs } of stream.tick(nowMs, world.state(targetId).verdict.status)) {
        world.report({ targetId, source: 'traffic', depth: 'traffic', failure, latencyMs });
      }
    }
  }
}

/** A detector that probes at the plain interval, and asks nothing in between. */
export function simulateBaseline(script: Script, calls: Calls | null, detector: Detector): Timeline {
  const random = seededRandom(script.seed);
  const advanceCalls = calls === null ? null : followCalls(script, calls, detector);
  let dueMs = INTERVAL_MS * random();
  while (dueMs < script.endMs) {
    const startedMs = Math.round(dueMs);
    const { failure, latencyMs } = limited(script.answer(startedMs, PROBE_SALT), TIMEOUT_MS);
    const endedMs = startedMs + latencyMs;
    advanceCalls?.(endedMs);
    detector.observe(failure === null, endedMs, script.phaseAt(startedMs).truth);
    dueMs += INTERVAL_MS * (1 - JITTER * random());
  }
  detector.advance(script.endMs);
  return detector.timeline;
}

function followCalls(script: Script, calls: Calls, detector: Detector): (untilMs: number) => void {
  const stream = new CallStream(script, calls);
  let nowMs = 0;
  return (untilMs) => {
    for (; nowMs < Math.min(untilMs, script.endMs); nowMs += stream.tickMs) {
      detector.advance(nowMs);
      const { truth } = script.phaseAt(nowMs);
      for (const { failure } of stream.tick(nowMs, detector.timeline.status)) {
        detector.observe(failure === null, nowMs, truth);
      }
    }
  };
}
