import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.ts';

/** Gives every room the time. */
@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ClockModule {}
