import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { Clock } from '../../clock/clock.ts';
import { SettingsSource } from '../../settings/settings-source.ts';
import { QueueFullError, QueueUnreachableError, TaskQueue } from './task-queue.ts';

const JOB = 'host-check';
const A_SECOND_MS = 1_000;

/** Queues a host check when the cron expression of the settings says so. */
@Injectable()
export class HostCheckSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('tasks');

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly queue: TaskQueue,
    private readonly source: SettingsSource,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    const { hostCheckSchedule } = this.source.current.tasks;
    if (hostCheckSchedule === null) return;
    const onTick = (): void => void this.#enqueue();
    const job = CronJob.from({ cronTime: hostCheckSchedule, onTick, timeZone: 'UTC', start: true });
    this.timers.addCronJob(JOB, job);
  }

  beforeApplicationShutdown(): void {
    if (this.timers.doesExist('cron', JOB)) this.timers.deleteCronJob(JOB);
  }

  /** Several servers with one Redis have one task between them: the second is its key. */
  async #enqueue(): Promise<void> {
    const second = Math.round(this.clock.now() / A_SECOND_MS);
    const idempotencyKey = `schedule:${second}`;
    try {
      await this.queue.enqueue({ kind: 'health_check', priority: 'low', idempotencyKey });
    } catch (error) {
      if (!(error instanceof QueueFullError || error instanceof QueueUnreachableError)) throw error;
      this.#logger.warn({ reason: error.message }, 'host check not queued');
    }
  }
}
