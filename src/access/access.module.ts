import { Global, Logger, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Clock } from '../clock/clock.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { AccessGuard } from './access.guard.ts';
import { Entrance } from './entrance.ts';
import { OperateLog } from './operate-log.ts';

/** Who may do what. Rooms whose connections no guard sees, as WebSockets, ask the `Entrance` themselves. */
@Global()
@Module({
  providers: [
    {
      provide: Entrance,
      inject: [SettingsSource, Clock],
      useFactory: (source: SettingsSource, clock: Clock) => new Entrance(() => source.current, clock),
    },
    {
      provide: OperateLog,
      inject: [Clock],
      useFactory: (clock: Clock) => new OperateLog(clock, new Logger('audit')),
    },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Entrance, OperateLog],
})
export class AccessModule {}
