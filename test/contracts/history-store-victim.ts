/**
 * A process that is killed while it writes history. Its clock runs 600 times as fast, so that minutes end and are
 * merged. Prints how many observations were handed over before each write that has succeeded.
 * Run: node test/contracts/history-store-victim.ts FILE START_MS FIRST_NUMBER
 */
import { Clock } from '../../src/clock/clock.ts';
import { HealthEvents } from '../../src/health/health-events.ts';
import { HistoryUpkeep } from '../../src/history/history-upkeep.ts';
import { HistoryWriter } from '../../src/history/history-writer.ts';
import { SqliteHistoryStore } from '../../src/history/stores/sqlite.store.ts';
import { buildObservation, buildProvider, buildTarget } from '../support/build.ts';
import { registryOf } from '../support/watched-targets.ts';
import { RETENTION } from './history-store-samples.ts';

const [, , file = '', startMs = '0', first = '0'] = process.argv;
const PACE = 600;
const TARGETS = ['one', 'two', 'three'];

class FastClock extends Clock {
  now(): number {
    return Math.floor(Number(startMs) + performance.now() * PACE);
  }

  monotonicMs(): number {
    return performance.now() * PACE;
  }
}

const clock = new FastClock();
const log = { log: () => {}, warn: (facts: object, message: string) => console.error(message, facts) };
const store = new SqliteHistoryStore(file);
const writer = new HistoryWriter({ store, clock, log, random: Math.random() });
// The rounds of the test span two days: what is compared must not have been let go of meanwhile.
const rollupDays = { ...RETENTION.rollupDays, '1m': 7 };
const limits = { retention: { ...RETENTION, recordsPerTarget: 1e6, rollupDays }, maxBytes: 1e9 };
const upkeep = new HistoryUpkeep({ store, clock, log, limits: () => limits, pause: async () => {} });
const registry = registryOf(TARGETS.map((id) => buildTarget({ provider: buildProvider({ id }) })));
const events = new HealthEvents((_, error) => console.error(error));
writer.listen(events);

let handedOver = Number(first);

function observe(): void {
  for (let i = 0; i < 5; i++) {
    const number = handedOver++;
    const targetId = TARGETS[number % TARGETS.length]!;
    const failure = number % 7 === 0 ? 'timeout' : null;
    const at = clock.now() - (number % 11 === 0 ? 200_000 : 0);
    const observation = buildObservation({
      targetId,
      failure,
      at,
      latencyMs: 1 + (number % 500),
      requestId: String(number),
    });
    events.emit('observations.recorded', {
      state: registry.get(targetId)!,
      observations: [observation],
      isDriving: true,
    });
  }
}

let isWriting = false;

/** One after the other: a write that is under way does not have what was handed over since it began. */
async function write(): Promise<void> {
  if (isWriting) return;
  isWriting = true;
  const before = handedOver;
  await writer.tick();
  isWriting = false;
  if (writer.describe().state === 'ok') process.stdout.write(`${before}\n`);
}

await writer.flush();
process.stdout.write(`${handedOver}\n`);
setInterval(observe, 2);
setInterval(() => void write(), 20);
setInterval(() => void upkeep.run(), 50);
