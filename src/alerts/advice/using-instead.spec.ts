import { buildObservation, buildProvider, buildTarget } from '../../../test/support/build.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { registryOf } from '../../../test/support/watched-targets.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { ServiceSettings } from '../../settings/settings.ts';
import { sampleAlert } from '../../../test/contracts/alert-store-samples.ts';
import { usingInstead } from './using-instead.ts';

const TAGS: Readonly<Record<string, readonly string[]>> = {
  openai: ['chat'],
  anthropic: ['chat', 'code'],
  cursor: ['code'],
  google: ['chat'],
};

function registry(): HealthRegistry {
  const targets = Object.entries(TAGS).map(([id, tags]) =>
    buildTarget({ provider: buildProvider({ id, tags }) }),
  );
  const clock = new FakeClock();
  const watched = registryOf(targets, clock);
  for (const state of watched.all()) {
    const verdict = { status: 'healthy', reasons: [], blame: null } as const;
    watched.publishVerdict(state, verdict, buildObservation({ targetId: state.target.id }));
  }
  return watched;
}

const CHAT: ServiceSettings = {
  id: 'chat',
  name: 'Chat',
  critical: true,
  dependsOn: [{ kind: 'any_of', ids: ['openai', 'cursor'] }],
};

describe('who stands in for a target that fails', () => {
  it('are the alternatives that services name', () => {
    const alert = sampleAlert({ targetId: 'openai' });
    expect(usingInstead(alert, [CHAT], registry()).using).toEqual(['cursor']);
  });

  it('are those with a tag in common, where no service names any', () => {
    expect(usingInstead(sampleAlert({ targetId: 'openai' }), [], registry()).using).toEqual([
      'anthropic',
      'google',
    ]);
    expect(usingInstead(sampleAlert({ targetId: 'cursor' }), [], registry()).using).toEqual(['anthropic']);
  });

  it('are only those that can be used', () => {
    const watched = registry();
    const verdict = { status: 'unhealthy', reasons: [], blame: 'provider' } as const;
    watched.publishVerdict(watched.get('google')!, verdict, null);
    expect(usingInstead(sampleAlert({ targetId: 'openai' }), [], watched).using).toEqual(['anthropic']);
  });

  it('are none for what is no target', () => {
    expect(usingInstead(sampleAlert({ targetId: null }), [CHAT], registry()).using).toEqual([]);
  });
});
