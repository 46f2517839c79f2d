import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { GraphBodies } from './graph-bodies.ts';
import { GraphController } from './graph.controller.ts';

/** What depends on what, how it is now, and what a failure would do. */
@Module({
  imports: [HealthModule],
  controllers: [GraphController],
  providers: [
    {
      provide: GraphBodies,
      inject: [HealthRegistry, Clock, SettingsSource],
      useFactory: (registry: HealthRegistry, clock: Clock, source: SettingsSource) =>
        new GraphBodies(randomUUID().slice(0, 8), registry, clock, () => source.current.services),
    },
  ],
})
export class GraphModule {}
