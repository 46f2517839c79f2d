import { Logger, Module, type OnModuleInit } from '@nestjs/common';
import { BreakersModule } from '../breakers/breakers.module.ts';
import { CircuitBreakers } from '../breakers/circuit-breakers.ts';
import { Clock } from '../clock/clock.ts';
import { TIMERS } from '../clock/timers.ts';
import { EgressWatch } from '../health/egress/egress-watch.ts';
import { HealthEvents } from '../health/health-events.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { GenerateProber } from '../probes/generate/generate-prober.ts';
import { SpendLedger } from '../probes/generate/spend-ledger.ts';
import { ProbesModule } from '../probes/probes.module.ts';
import { Prober } from '../probes/prober.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { TargetCatalogue } from '../targets/target-catalogue.ts';
import { TargetsModule } from '../targets/targets.module.ts';
import { CheckController } from './check.controller.ts';
import { EgressReaction } from './egress-reaction.ts';
import { GenerateMonitor } from './generate-monitor.ts';
import { LoopWatch } from './loop-watch.ts';
import { Monitor } from './monitor.ts';
import { MONITOR_TICKS, MonitorTimers, TURN_MS } from './monitor-timers.ts';
import { ObservationPipeline } from './observation-pipeline.ts';
import { ProbeRunner } from './probe-runner.ts';
import { ProbeSchedule } from './probe-schedule.ts';
import { TargetWatch } from './target-watch.ts';

@Module({
  imports: [TIMERS, HealthModule, BreakersModule, ProbesModule, TargetsModule],
  controllers: [CheckController],
  providers: [
    MonitorTimers,
    {
      provide: MONITOR_TICKS,
      inject: [EgressWatch, Monitor, CircuitBreakers, Clock],
      useFactory: (egress: EgressWatch, monitor: Monitor, circuits: CircuitBreakers, clock: Clock) => [
        () => egress.tick(clock.monotonicMs()),
        () => monitor.reassessAll(),
        () => circuits.tick(),
      ],
    },
    {
      provide: ObservationPipeline,
      inject: [HealthRegistry, EgressWatch, Clock],
      useFactory: (registry: HealthRegistry, egress: EgressWatch, clock: Clock) =>
        new ObservationPipeline(registry, egress, clock),
    },
    { provide: LoopWatch, useFactory: () => new LoopWatch(TURN_MS) },
    {
      provide: ProbeSchedule,
      inject: [SettingsSource, HealthEvents],
      useFactory: (source: SettingsSource, events: HealthEvents) =>
        new ProbeSchedule({
          jitter: source.current.monitoring.jitter,
          random: Math.random,
          onOverrun: (targetId) => events.emit('probe.overrun', { targetId }),
        }),
    },
    {
      provide: ProbeRunner,
      inject: [Prober, Clock, LoopWatch],
      useFactory: (prober: Prober, clock: Clock, loop: LoopWatch) => new ProbeRunner(prober, clock, loop),
    },
    {
      provide: Monitor,
      inject: [HealthRegistry, ObservationPipeline, ProbeSchedule, ProbeRunner, Clock, SettingsSource],
      useFactory: createMonitor,
    },
    {
      provide: TargetWatch,
      inject: [HealthRegistry, ObservationPipeline, ProbeSchedule, ProbeRunner, EgressWatch, Clock],
      useFactory: createTargetWatch,
    },
    { provide: SpendLedger, useFactory: () => new SpendLedger() },
    {
      provide: GenerateMonitor,
      inject: [
        HealthRegistry,
        ObservationPipeline,
        GenerateProber,
        SpendLedger,
        LoopWatch,
        Clock,
        SettingsSource,
        Monitor,
        TargetWatch,
      ],
      useFactory: createGenerateMonitor,
    },
    {
      provide: EgressReaction,
      inject: [HealthRegistry, ObservationPipeline, Monitor, Clock],
      useFactory: (registry: HealthRegistry, pipeline: ObservationPipeline, monitor: Monitor, clock: Clock) =>
        new EgressReaction(registry, pipeline, monitor, clock),
    },
  ],
  exports: [Monitor, ObservationPipeline, SpendLedger],
})
export class MonitorModule implements OnModuleInit {
  constructor(
    private readonly catalogue: TargetCatalogue,
    private readonly source: SettingsSource,
    private readonly watch: TargetWatch,
    private readonly circuits: CircuitBreakers,
    private readonly monitor: Monitor,
  ) {}

  /** From here on what the settings name is watched, and an open circuit asks for its trial. */
  onModuleInit(): void {
    this.circuits.onProbeWanted((targetId: string) => this.monitor.requestProbe(targetId));
    const watchAll = (): void => this.watch.apply(this.catalogue.list(), this.source.current);
    watchAll();
    // The catalogue heard of the new settings before: it stands below and subscribed first.
    this.source.onChange(watchAll);
    this.catalogue.onAdoption(watchAll);
  }
}

function createMonitor(
  registry: HealthRegistry,
  pipeline: ObservationPipeline,
  schedule: ProbeSchedule,
  runner: ProbeRunner,
  clock: Clock,
  source: SettingsSource,
): Monitor {
  const logger = new Logger('monitor');
  return new Monitor({ registry, pipeline, schedule, runner }, clock, {
    maxConcurrentProbes: () => source.current.monitoring.maxConcurrentProbes,
    random: Math.random,
    onDefect: (error) => logger.error({ err: error }, 'an observation could not be taken in'),
  });
}

/** It goes with the checks: their turns, their targets, their end. */
function createGenerateMonitor(
  registry: HealthRegistry,
  pipeline: ObservationPipeline,
  prober: GenerateProber,
  ledger: SpendLedger,
  loop: LoopWatch,
  clock: Clock,
  source: SettingsSource,
  monitor: Monitor,
  watch: TargetWatch,
): GenerateMonitor {
  const schedule = new ProbeSchedule({
    jitter: source.current.monitoring.jitter,
    random: Math.random,
    onOverrun: (targetId) => registry.events.emit('probe.overrun', { targetId }),
  });
  const generate = new GenerateMonitor({ registry, pipeline, schedule, prober, ledger, loop }, clock);
  monitor.lead(generate);
  watch.lead(generate);
  return generate;
}

function createTargetWatch(
  registry: HealthRegistry,
  pipeline: ObservationPipeline,
  schedule: ProbeSchedule,
  runner: ProbeRunner,
  egress: EgressWatch,
  clock: Clock,
): TargetWatch {
  return new TargetWatch({ registry, pipeline, schedule, runner, egress }, clock);
}
