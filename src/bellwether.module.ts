import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { AppModule, ROOMS } from './app.module.ts';
import { NoEndpointsModule } from './no-endpoints.module.ts';
import { type OwnProbe, ProbesModule } from './probes/probes.module.ts';
import { SettingsModule } from './settings/settings.module.ts';
import { SettingsSource, type SettingsSourceOptions } from './settings/settings-source.ts';

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
}

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

/** Holds what the factory made, for all that is made of it. */
@Module({})
class BellwetherOptionsModule {}

/**
 * The whole of Bellwether inside an application of one's own. Its pipe, filter and guard are at its own routes; those of
 * the application stay as they are, on Express and on Fastify.
 */
@Module({})
export class BellwetherModule {
  /** @throws SettingsError naming every problem, when the settings cannot be used */
  static forRoot({ endpoints, prefix, ...settings }: BellwetherOptions = {}): DynamicModule {
    return {
      module: BellwetherModule,
      imports: [
        AppModule.with(SettingsModule.forRoot(sourceOf(settings))),
        ProbesModule.with(settings.probes ?? []),
        ...routing({ endpoints, prefix }),
      ],
    };
  }

  /** The application's start rejects with a SettingsError when the settings cannot be used. */
  static forRootAsync({
    imports = [],
    inject = [],
    useFactory,
    ...rest
  }: BellwetherAsyncOptions): DynamicModule {
    const told: DynamicModule = {
      module: BellwetherOptionsModule,
      imports,
      providers: [{ provide: OPTIONS, inject, useFactory: useFactory as FactoryProvider['useFactory'] }],
      exports: [OPTIONS],
    };
    const made = { imports: [told], inject: [OPTIONS] };
    return {
      module: BellwetherModule,
      imports: [
        AppModule.with(SettingsModule.forRootAsync({ ...made, useFactory: sourceOf })),
        ProbesModule.withAsync({ ...made, useFactory: ({ probes }: BellwetherSettings) => probes ?? [] }),
        ...routing(rest),
      ],
    };
  }
}

function sourceOf({ probes = [], kinds = kindsOf(probes), ...options }: BellwetherSettings): SettingsSource {
  return new SettingsSource({ ...options, kinds });
}

function routing({
  endpoints = true,
  prefix = '',
}: { [K in keyof EndpointOptions]: EndpointOptions[K] | undefined }) {
  if (!endpoints) return [NoEndpointsModule];
  return prefix === '' ? [] : [RouterModule.register(ROOMS.map((module) => ({ path: prefix, module })))];
}

function kindsOf(probes: readonly OwnProbe[]): string[] {
  return probes.flatMap((probe) => (typeof probe === 'function' ? [] : probe.kinds));
}
