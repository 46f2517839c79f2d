import { ScheduleModule } from '@nestjs/schedule';

/** The timers of the whole house in one registry: every call of `forRoot` would make another. */
export const TIMERS = ScheduleModule.forRoot();
