import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Dispatcher } from 'undici';
import { Clock } from '../clock/clock.ts';
import { VERSION } from '../settings/version.ts';
import { GenerateProber } from './generate/generate-prober.ts';
import { createDispatcher, HttpExchange } from './http-exchange.ts';
import { Certificates } from './certificates.ts';
import type { Probe } from './probe.ts';
import { PROBES, Prober } from './prober.ts';
import { builtInProbes } from './probes.list.ts';

/** The connections that all probes share; `HttpExchange` closes them. */
const DISPATCHER = Symbol('DISPATCHER');

/** Probes of one's own, where the application brings some. */
const OWN_PROBES = Symbol('OWN_PROBES');

/** A probe of one's own, or how to make it over the connections that all checks share. */
export type OwnProbe = Probe | ((http: HttpExchange, clock: Clock) => Probe);

interface OwnProbesFactory extends Pick<FactoryProvider<readonly OwnProbe[]>, 'inject' | 'useFactory'> {
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** Takes the probes of the application to every room at once, whoever imports the rooms. */
@Module({})
class OwnProbesModule {}

@Module({
  providers: [
    { provide: Certificates, useFactory: () => new Certificates() },
    { provide: DISPATCHER, inject: [Certificates], useFactory: createDispatcher },
    {
      provide: HttpExchange,
      inject: [DISPATCHER, Clock, Certificates],
      useFactory: (dispatcher: Dispatcher, clock: Clock, certificates: Certificates) =>
        new HttpExchange(dispatcher, clock, `bellwether/${VERSION}`, certificates),
    },
    {
      provide: PROBES,
      inject: [HttpExchange, Clock, { token: OWN_PROBES, optional: true }],
      useFactory: (http: HttpExchange, clock: Clock, own: readonly OwnProbe[] = []) => [
        ...own.map((probe) => (typeof probe === 'function' ? probe(http, clock) : probe)),
        ...builtInProbes(http, clock),
      ],
    },
    {
      provide: Prober,
      inject: [PROBES, Clock],
      useFactory: (probes: readonly Probe[], clock: Clock) => new Prober(probes, clock),
    },
    {
      provide: GenerateProber,
      inject: [DISPATCHER, Clock],
      useFactory: (dispatcher: Dispatcher, clock: Clock) =>
        new GenerateProber(dispatcher, clock, Math.random),
    },
  ],
  exports: [Prober, GenerateProber],
})
export class ProbesModule implements OnApplicationShutdown {
  readonly #http: HttpExchange;

  constructor(http: HttpExchange) {
    this.#http = http;
  }

  /**
   * To import beside the rooms: probes of one's own come before those of the house, and so can replace them. Kinds that
   * the house does not know are told to the settings as well (`kinds` of `LoadOptions`).
   */
  static with(own: readonly OwnProbe[]): DynamicModule {
    return {
      module: OwnProbesModule,
      global: true,
      providers: [{ provide: OWN_PROBES, useValue: own }],
      exports: [OWN_PROBES],
    };
  }

  /** The same for probes that are made of what other modules give. */
  static withAsync({ imports, ...factory }: OwnProbesFactory): DynamicModule {
    return {
      module: OwnProbesModule,
      global: true,
      imports,
      providers: [{ provide: OWN_PROBES, ...factory }],
      exports: [OWN_PROBES],
    };
  }

  /** The last stage of stopping: whoever probes has been stopped before. */
  async onApplicationShutdown(): Promise<void> {
    await this.#http.close();
  }
}
