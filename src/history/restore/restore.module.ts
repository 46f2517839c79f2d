import { type BeforeApplicationShutdown, Logger, Module, type OnModuleInit, Optional } from '@nestjs/common';
import { BreakersModule } from '../../breakers/breakers.module.ts';
import { CircuitBreakers } from '../../breakers/circuit-breakers.ts';
import { Clock } from '../../clock/clock.ts';
import { HealthEvents } from '../../health/health-events.ts';
import { HealthModule } from '../../health/health.module.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { MonitorModule } from '../../monitor/monitor.module.ts';
import { SpendLedger } from '../../probes/generate/spend-ledger.ts';
import { TargetCatalogue } from '../../targets/target-catalogue.ts';
import { TargetsModule } from '../../targets/targets.module.ts';
import { HistoryModule } from '../history.module.ts';
import { HistoryStore } from '../history-store.ts';
import { HistoryWriter } from '../history-writer.ts';
import { NoRememberedConditions, RememberedConditions } from './remembered-conditions.ts';
import { Restorer } from './restorer.ts';
import { StateSaver } from './state-saver.ts';

/** chosen: a store that takes longer must not keep the first probes waiting. */
const RESTORE_WAIT_MS = 5_000;

/** What was known before a restart is known after it. */
@Module({
  imports: [HistoryModule, HealthModule, BreakersModule, MonitorModule, TargetsModule],
  providers: [
    {
      provide: StateSaver,
      inject: [HistoryWriter, CircuitBreakers, SpendLedger, TargetCatalogue],
      useFactory: (
        writer: HistoryWriter,
        circuits: CircuitBreakers,
        ledger: SpendLedger,
        catalogue: TargetCatalogue,
      ) => new StateSaver(writer, { circuits, ledger, catalogue }),
    },
    {
      provide: Restorer,
      inject: [HistoryStore, HealthRegistry, CircuitBreakers, SpendLedger, TargetCatalogue, Clock],
      useFactory: createRestorer,
    },
  ],
})
export class RestoreModule implements OnModuleInit, BeforeApplicationShutdown {
  readonly #logger = new Logger('history');

  constructor(
    private readonly restorer: Restorer,
    private readonly saver: StateSaver,
    private readonly events: HealthEvents,
    @Optional() private readonly conditions: RememberedConditions = new NoRememberedConditions(),
  ) {}

  /** After the targets are watched and before the timers start; an unreadable past costs the past, not the start. */
  async onModuleInit(): Promise<void> {
    const late = new AbortController();
    try {
      await Promise.race([this.#restore(), deadline(RESTORE_WAIT_MS, late.signal)]);
    } catch (error) {
      this.#logger.warn({ err: error }, 'what was known before the restart could not be restored');
    } finally {
      late.abort();
    }
    this.saver.listen(this.events);
  }

  async #restore(): Promise<void> {
    await this.conditions.recall();
    await this.restorer.restore();
  }

  beforeApplicationShutdown(): void {
    this.saver.stop();
  }
}

function createRestorer(
  store: HistoryStore,
  registry: HealthRegistry,
  circuits: CircuitBreakers,
  ledger: SpendLedger,
  catalogue: TargetCatalogue,
  clock: Clock,
): Restorer {
  return new Restorer({ store, registry, circuits, ledger, catalogue }, clock);
}

function deadline(afterMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${afterMs} ms`)), afterMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
