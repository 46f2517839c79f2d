import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { VERSION } from '../system/version.ts';
import { createDispatcher, HttpExchange } from './http-exchange.ts';
import type { Probe } from './probe.ts';
import { PROBES, Prober } from './prober.ts';
import { builtInProbes } from './probes.list.ts';

@Module({
  providers: [
    {
      provide: HttpExchange,
      inject: [Clock],
      useFactory: (clock: Clock) => new HttpExchange(createDispatcher(), clock, `bellwether/${VERSION}`),
    },
    { provide: PROBES, inject: [HttpExchange, Clock], useFactory: builtInProbes },
    {
      provide: Prober,
      inject: [PROBES, Clock],
      useFactory: (probes: readonly Probe[], clock: Clock) => new Prober(probes, clock),
    },
  ],
  exports: [Prober],
})
export class ProbesModule implements OnApplicationShutdown {
  readonly #http: HttpExchange;

  constructor(http: HttpExchange) {
    this.#http = http;
  }

  /** Probes of one's own come before those of the house, and so can replace them. */
  static with(own: readonly Probe[]): DynamicModule {
    const useFactory = (http: HttpExchange, clock: Clock) => [...own, ...builtInProbes(http, clock)];
    return {
      module: ProbesModule,
      providers: [{ provide: PROBES, inject: [HttpExchange, Clock], useFactory }],
    };
  }

  /** The last stage of stopping: whoever probes has been stopped before. */
  async onApplicationShutdown(): Promise<void> {
    await this.#http.close();
  }
}
