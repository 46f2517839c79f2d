import { buildObservation, buildTarget } from '../../../test/support/build.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { registryOf } from '../../../test/support/watched-targets.ts';
import { BurnLedger } from './burn-ledger.ts';

const MINUTE_MS = 60_000;

function watching() {
  const clock = new FakeClock();
  const registry = registryOf([buildTarget()], clock);
  const ledger = new BurnLedger();
  ledger.listen(registry.events);
  return { clock, registry, ledger, state: registry.get('openai')! };
}

describe('the ledger of what burns', () => {
  it('counts what is told together in the minute in which each was', () => {
    const { clock, registry, ledger, state } = watching();
    const now = clock.now();
    const times = [now - 7 * MINUTE_MS, now, now, now];
    const observations = times.map((at) => buildObservation({ at }));
    registry.publishObservations({ state, observations, isDriving: true });
    registry.publishObservation(state, buildObservation({ at: now, failure: 'server_error' }), true);
    expect(ledger.of(state)?.count('5m', now)).toEqual({ samples: 4, failures: 1 });
    expect(ledger.of(state)?.count('1h', now)).toEqual({ samples: 5, failures: 1 });
  });

  it('opens no account for what says nothing of the target', () => {
    const { registry, ledger, state } = watching();
    registry.publishObservation(state, buildObservation({ failure: 'bad_request' }), true);
    registry.publishObservation(state, buildObservation({ failure: 'timeout', blame: 'local' }), true);
    expect(ledger.of(state)).toBeNull();
  });
});
