import type { HealthRegistry } from '../health/health-registry.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { Target } from '../targets/target.ts';
import type { TargetCatalogue } from '../targets/target-catalogue.ts';
import { type CalledHost, hostOfUrl, hostText } from './called-host.ts';
import { kindOfHost, kindOfVendor } from './vendor-names.ts';

/** How traces and gateways say whom they called. */
export interface Called {
  /** The vendor as they call it; null where they do not say. */
  readonly vendor: string | null;
  readonly host: CalledHost | null;
}

/**
 * Finds the target that a caller means. An id is an id; who names a vendor and a host means, in this order, what the
 * settings say of that host or name (`intake.names`), the target with that host in its `base_url`, the target of that
 * name, a target of that vendor's kind. A host that is neither in the settings nor the vendor's own is somebody
 * else's: what an OpenAI client is told by a proxy is no word of OpenAI's.
 */
export class TargetNames {
  readonly #registry: HealthRegistry;
  readonly #catalogue: TargetCatalogue;
  readonly #aliases: () => Readonly<Record<string, string>>;
  #indexed: readonly Target[] = [];
  #byHost = new Map<string, Target[]>();

  constructor(
    registry: HealthRegistry,
    catalogue: TargetCatalogue,
    aliases: () => Readonly<Record<string, string>>,
  ) {
    this.#registry = registry;
    this.#catalogue = catalogue;
    this.#aliases = aliases;
  }

  /** By id, in any case of letters, or by a name of the settings. */
  byId(name: string): TargetHealth | undefined {
    return this.#registry.get(name) ?? this.byAlias(name) ?? this.#registry.get(name.toLowerCase());
  }

  byCall({ vendor, host }: Called): TargetHealth | undefined {
    const atHost = host === null ? undefined : this.#byHostAlias(host);
    const named = atHost ?? (vendor === null ? undefined : this.byAlias(vendor));
    if (named !== undefined) return named;
    const there = host === null ? undefined : this.#atHost(host, vendor);
    if (there !== undefined || vendor === null) return there;
    return host === null || isVendorsOwn(host, vendor) ? this.#ofVendor(vendor) : undefined;
  }

  /** What the settings say of a name. */
  byAlias(name: string): TargetHealth | undefined {
    const aliases = this.#aliases();
    const known = name.toLowerCase();
    return Object.hasOwn(aliases, known) ? this.#registry.get(aliases[known]!) : undefined;
  }

  /** The target of a provider's model; undefined where that model is none of its own. */
  modelOf(providerId: string, model: string): TargetHealth | undefined {
    if (this.#registry.modelsOf(providerId).length === 0) return undefined;
    const name = model.toLowerCase();
    return (
      this.#registry.get(`${providerId}/${name}`) ??
      // `openai/gpt-5-mini` of LiteLLM, `models/gemini-2.5-flash` of Google
      this.#registry.get(`${providerId}/${name.slice(name.indexOf('/') + 1)}`)
    );
  }

  #byHostAlias(host: CalledHost): TargetHealth | undefined {
    return this.byAlias(hostText(host)) ?? this.byAlias(host.hostname);
  }

  #atHost(host: CalledHost, vendor: string | null): TargetHealth | undefined {
    if (this.#catalogue.list() !== this.#indexed) this.#index();
    const candidates = this.#byHost.get(host.port === null ? host.hostname : keyOf(host)) ?? [];
    const chosen = (vendor === null ? undefined : bestOf(candidates, vendor)) ?? candidates[0];
    return chosen === undefined ? undefined : this.#registry.get(chosen.id);
  }

  #ofVendor(vendor: string): TargetHealth | undefined {
    const providers = this.#catalogue.list().filter(({ model }) => model === null);
    const chosen = bestOf(providers, vendor);
    return chosen === undefined ? undefined : this.#registry.get(chosen.id);
  }

  #index(): void {
    this.#indexed = this.#catalogue.list();
    this.#byHost = new Map();
    for (const target of this.#indexed) {
      const host = target.model === null ? hostOfUrl(target.provider.baseUrl) : null;
      if (host === null) continue;
      for (const key of [host.hostname, keyOf(host)]) {
        const there = this.#byHost.get(key);
        if (there === undefined) this.#byHost.set(key, [target]);
        else there.push(target);
      }
    }
  }
}

/** A vendor that we have no kind for may be at any host but those of others. */
function isVendorsOwn({ hostname }: CalledHost, vendor: string): boolean {
  return kindOfVendor(vendor) === kindOfHost(hostname);
}

function keyOf({ hostname, port }: CalledHost): string {
  return `${hostname}:${port}`;
}

/** The target of that very name, else the first of its kind. */
function bestOf(targets: readonly Target[], vendor: string): Target | undefined {
  const name = vendor.toLowerCase();
  const kind = kindOfVendor(vendor);
  return (
    targets.find(({ id }) => id === name) ??
    (kind === null ? undefined : targets.find(({ provider }) => provider.kind === kind))
  );
}
