import { HealthAssessor } from '../../src/health/assessor/health-assessor.ts';
import { HealthEvents } from '../../src/health/health-events.ts';
import { HealthRegistry } from '../../src/health/health-registry.ts';
import { assessorSettingsOf, TargetHealth } from '../../src/health/target-health.ts';
import type { TargetWindows } from '../../src/health/target-windows.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { TargetCatalogue } from '../../src/targets/target-catalogue.ts';
import type { Target } from '../../src/targets/target.ts';
import { FakeClock } from './fake-clock.ts';

type ProviderDocument = Readonly<Record<string, unknown>>;

/** Targets as the settings make them; a provider is told by what differs from an OpenAI on loopback. */
export function targetsOf(providers: Readonly<Record<string, ProviderDocument>>): readonly Target[] {
  const document = {
    providers: Object.fromEntries(
      Object.entries(providers).map(([id, differing]) => [
        id,
        { kind: 'openai', api_key: 'sk-test', base_url: `http://127.0.0.1:9/${id}`, ...differing },
      ]),
    ),
  };
  return new TargetCatalogue(loadSettings({ document, env: {} }).settings).list();
}

/** A registry of these targets, without windows: for rooms that read states and events alone. */
export function registryOf(targets: readonly Target[], clock = new FakeClock()): HealthRegistry {
  const events = new HealthEvents((name, error) => {
    throw new Error(`a listener of ${name} failed`, { cause: error });
  });
  const noWindows = { release: () => undefined } as unknown as TargetWindows;
  const registry = new HealthRegistry(
    clock,
    events,
    (target) =>
      new TargetHealth(target, noWindows, new HealthAssessor(assessorSettingsOf(target)), clock.now()),
  );
  registry.watch(targets);
  return registry;
}
