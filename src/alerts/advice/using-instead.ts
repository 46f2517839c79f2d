import type { HealthRegistry } from '../../health/health-registry.ts';
import type { ServiceSettings } from '../../settings/settings.ts';
import type { Alert } from '../alert.ts';
import type { AlertAdvice } from '../notification.ts';

const NOBODY: AlertAdvice = Object.freeze({ using: Object.freeze([]) });

/**
 * What stands in for the target of an alert: the usable ones among those that services name as its alternatives. Where no
 * service does, those that share a tag with it.
 */
export function usingInstead(
  { targetId }: Alert,
  services: readonly ServiceSettings[],
  registry: HealthRegistry,
): AlertAdvice {
  if (targetId === null) return NOBODY;
  const named = alternativesOf(targetId, services);
  const others = named.length > 0 ? named : relativesOf(targetId, registry);
  return { using: [...new Set(others)].filter((id) => isInUse(id, registry)) };
}

function alternativesOf(targetId: string, services: readonly ServiceSettings[]): string[] {
  const providerId = providerOf(targetId);
  const isOwn = (id: string): boolean => providerOf(id) === providerId;
  return services
    .flatMap(({ dependsOn }) => dependsOn)
    .flatMap((dependency) => (dependency.kind === 'any_of' ? [dependency.ids] : []))
    .filter((ids) => ids.some(isOwn))
    .flatMap((ids) => ids.filter((id) => !isOwn(id)));
}

function relativesOf(targetId: string, registry: HealthRegistry): string[] {
  const tags = registry.get(targetId)?.target.provider.tags ?? [];
  const providerId = providerOf(targetId);
  return [...registry.all()]
    .filter(({ target: { id, model, provider } }) => {
      return model === null && id !== providerId && provider.tags.some((tag) => tags.includes(tag));
    })
    .map(({ target }) => target.id);
}

function providerOf(id: string): string {
  return id.split('/', 1)[0]!;
}

function isInUse(id: string, registry: HealthRegistry): boolean {
  const state = registry.get(id);
  return state?.isUsable === true && state.verdict.status !== 'unknown';
}
