import { Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { BreakerFactory } from './circuit-breaker.ts';
import { CircuitBreakers } from './circuit-breakers.ts';
import { CircuitsController } from './circuits.controller.ts';
import { OpossumBreakers } from './opossum-breaker.ts';

@Module({
  imports: [HealthModule],
  controllers: [CircuitsController],
  providers: [
    { provide: BreakerFactory, useFactory: () => new OpossumBreakers() },
    {
      provide: CircuitBreakers,
      inject: [HealthRegistry, Clock, BreakerFactory],
      useFactory: (registry: HealthRegistry, clock: Clock, factory: BreakerFactory) =>
        new CircuitBreakers(registry, clock, factory, new Logger('breakers')),
    },
  ],
  exports: [CircuitBreakers],
})
export class BreakersModule implements OnApplicationShutdown {
  constructor(private readonly circuits: CircuitBreakers) {}

  /** Late, so that their state can be saved before. */
  onApplicationShutdown(): void {
    this.circuits.dispose();
  }
}
