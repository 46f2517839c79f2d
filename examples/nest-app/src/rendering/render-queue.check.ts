import { ComponentCheck, type ComponentReading, reading } from 'bellwether';
import type { RenderQueue } from './render-queue.js';

/** A part of our own process, as /monitoring/api/health shows it. */
export class RenderQueueCheck extends ComponentCheck {
  readonly name = 'render_queue';

  constructor(private readonly queue: RenderQueue) {
    super();
  }

  async check(): Promise<ComponentReading> {
    const depth = await this.queue.depth();
    if (depth <= this.queue.limit) return reading('healthy', null, { depth });
    return reading('degraded', `${depth} jobs are waiting`, { depth });
  }
}
