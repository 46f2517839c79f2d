import type { HostCheckLog } from '../host/host-check-log.ts';
import { hostReportSchema, type HostReportBody } from '../host/host-report.view.ts';
import type { Task } from './task.ts';

export type HostReportListener = (report: HostReportBody) => void;

export interface HostCheckWatchLog {
  warn(facts: object, message: string): void;
}

/** Takes in each host check that ended, here or elsewhere: into the log, and to those who listen. */
export class HostCheckWatch {
  readonly #past: HostCheckLog;
  readonly #log: HostCheckWatchLog;
  readonly #listeners = new Set<HostReportListener>();
  #newest: HostReportBody | null = null;

  constructor(past: HostCheckLog, log: HostCheckWatchLog) {
    this.#past = past;
    this.#log = log;
  }

  /** Null until the first one has ended. */
  get newest(): HostReportBody | null {
    return this.#newest;
  }

  /** @returns ends the subscription */
  onReport(listener: HostReportListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async take(task: Task): Promise<void> {
    if (task.kind !== 'health_check' || task.finishedAt === null) return;
    if (task.state === 'failed') {
      this.#log.warn({ task_id: task.id, reason: task.error }, 'host check failed');
      return;
    }
    const report = hostReportSchema.parse(task.result);
    const isNews = this.#newest === null || report.timestamp > this.#newest.timestamp;
    if (isNews) {
      this.#newest = report;
      for (const listener of this.#listeners) listener(report);
    }
    await this.#keep(task.id, report);
  }

  async #keep(taskId: string, report: HostReportBody): Promise<void> {
    try {
      await this.#past.add({ taskId, at: Date.parse(report.timestamp), report });
    } catch (error) {
      // The task itself still has it for a while; the past has a gap.
      this.#log.warn({ err: error, task_id: taskId }, 'host check could not be kept');
    }
  }
}
