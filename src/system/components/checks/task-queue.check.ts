import type { TaskQueue } from '../../tasks/task-queue.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

/** Whether tasks are taken in, and somebody works on them. */
export class TaskQueueCheck extends ComponentCheck {
  readonly name = 'task_queue';
  readonly #queue: TaskQueue;
  readonly #maxWaiting: () => number;

  constructor(queue: TaskQueue, maxWaiting: () => number) {
    super();
    this.#queue = queue;
    this.#maxWaiting = maxWaiting;
  }

  async check(): Promise<ComponentReading> {
    const { waiting, running, workers } = await this.#queue.describe();
    const metadata = { engine: this.#queue.engine, waiting, running, workers };
    if (workers === 0) return reading('degraded', 'nobody works on its tasks', metadata);
    if (waiting >= this.#maxWaiting()) return reading('degraded', `full: ${waiting} tasks wait`, metadata);
    return reading('healthy', null, metadata);
  }
}
