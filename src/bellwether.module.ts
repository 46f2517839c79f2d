import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { AlertsModule } from './alerts/alerts.module.ts';
import { AppModule, ROOMS } from './app.module.ts';
import { HealthModule } from './health/health.module.ts';
import { NoEndpointsModule } from './no-endpoints.module.ts';
import { type OwnProbe, ProbesModule } from './probes/probes.module.ts';
import { RoutingModule } from './routing/routing.module.ts';
import { SettingsModule } from './settings/settings.module.ts';
import { SettingsSource, type SettingsSourceOptions } from './settings/settings-source.ts';
import type { ComponentCheck } from './system/components/component.ts';
import { ComponentsModule } from './system/components/components.module.ts';

/** Which of Bellwether's routes an application has, and where. */
export interface EndpointOptions {
  /** Whether it has any [true]; without them health is read from the injected classes. */
  readonly endpoints?: boolean;
  /** Path before every route, `monitoring` or `ops/monitoring` [none]. */
  readonly prefix?: string;
}

/** What a Nest application tells Bellwether that it takes in. */
export interface BellwetherSettings extends SettingsSourceOptions {
  /** Probes of one's own; they come before those of the house. [none] */
  readonly probes?: readonly OwnProbe[];
  /** Kinds that the settings may name beside the house's own. [those of `probes` that are objects] */
  readonly kinds?: readonly string[];
  /** Parts of the application that `/api/health`, readiness and the metrics show beside the house's own. [none] */
  readonly components?: readonly ComponentCheck[];
}

/** What `BellwetherModule.forRoot` is told; all of it may be left out. */
export interface BellwetherOptions extends BellwetherSettings, EndpointOptions {}

/** The same, told by a factory with what it needs of the application; routes are fixed before it runs. */
export interface BellwetherAsyncOptions extends EndpointOptions {
  /** Modules that export what is injected [none]. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** What the factory is given, in that order [nothing]. */
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  // The factory's arguments are whatever `inject` names: only their author knows the types.
  readonly useFactory: (...injected: never[]) => BellwetherSettings | Promise<BellwetherSettings>;
}

const OPTIONS = Symbol('BELLWETHER_OPTIONS');

/** Rooms whose exports an application may have injected. */
const OPEN_ROOMS: readonly Type<unknown>[] = [HealthModule, RoutingModule, AlertsModule];

/** Holds what the factory made, for all that is made of it. */
@Module({})
class BellwetherOptionsModule {}

/**
 * The whole of Bellwether inside an application of one's own. Its pipe, filter and guard are at its own routes; those of
 * the application stay as they are, on Express and on Fastify. Imported once, by the root module: what it gives
 * (`HealthRouter`, `HealthView`, `RoutingEvents`, `AlertEvents`, `SettingsSource`) can be injected everywhere.
 *
 * @example
 * ```ts
 * @Module({ imports: [BellwetherModule.forRoot({ file: 'bellwether.yaml', prefix: 'monitoring' })] })
 * export class ShopModule {}
 * ```
 */
@Module({})
export class BellwetherModule {
  /**
   * Settings are read here and now, from the file and the environment; nothing is asked before the application starts.
   *
   * @throws SettingsError naming every problem, when the settings cannot be used
   */
  static forRoot({ endpoints, prefix, ...settings }: BellwetherOptions = {}): DynamicModule {
    return joined({ endpoints, prefix }, [
      AppModule.with(SettingsModule.forRoot(sourceOf(settings))),
      ProbesModule.with(settings.probes ?? []),
      ComponentsModule.with(settings.components ?? []),
    ]);
  }

  /**
   * The same with what the application knows: keys from a vault, an address from its own configuration. The start of the
   * application rejects with a SettingsError when the settings cannot be used.
   *
   * @example
   * ```ts
   * BellwetherModule.forRootAsync({
   *   imports: [VaultModule],
   *   inject: [Vault],
   *   useFactory: async (vault: Vault) => ({
   *     document: { providers: { openai: { kind: 'openai', api_key: await vault.read('openai') } } },
   *   }),
   *   prefix: 'monitoring',
   * });
   * ```
   */
  static forRootAsync({
    imports = [],
    inject = [],
    useFactory,
    endpoints,
    prefix,
  }: BellwetherAsyncOptions): DynamicModule {
    const told: DynamicModule = {
      module: BellwetherOptionsModule,
      imports,
      providers: [{ provide: OPTIONS, inject, useFactory: useFactory as FactoryProvider['useFactory'] }],
      exports: [OPTIONS],
    };
    const made = { imports: [told], inject: [OPTIONS] };
    const probesOf = ({ probes = [] }: BellwetherSettings) => probes;
    const componentsOf = ({ components = [] }: BellwetherSettings) => components;
    return joined({ endpoints, prefix }, [
      AppModule.with(SettingsModule.forRootAsync({ ...made, useFactory: sourceOf })),
      ProbesModule.withAsync({ ...made, useFactory: probesOf }),
      ComponentsModule.withAsync({ ...made, useFactory: componentsOf }),
    ]);
  }
}

type Routing = { [K in keyof EndpointOptions]: EndpointOptions[K] | undefined };

function joined(routes: Routing, modules: readonly DynamicModule[]): DynamicModule {
  return {
    module: BellwetherModule,
    global: true,
    imports: [...modules, ...OPEN_ROOMS, ...routing(routes)],
    exports: [...OPEN_ROOMS],
  };
}

function sourceOf({ probes = [], kinds = kindsOf(probes), ...options }: BellwetherSettings): SettingsSource {
  return new SettingsSource({ ...options, kinds });
}

function routing({ endpoints = true, prefix = '' }: Routing) {
  if (!endpoints) return [NoEndpointsModule];
  return prefix === '' ? [] : [RouterModule.register(ROOMS.map((module) => ({ path: prefix, module })))];
}

function kindsOf(probes: readonly OwnProbe[]): string[] {
  return probes.flatMap((probe) => (typeof probe === 'function' ? [] : probe.kinds));
}
