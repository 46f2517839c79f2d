import {
  type CheckLevel,
  type Evidence,
  failed,
  Probe,
  type ProbeResult,
  succeeded,
  type Target,
} from 'bellwether';
import type { RenderQueue } from './render-queue.js';

/** A kind of provider of our own: windows, status, circuit, history and alerts come with it. */
export class RenderQueueProbe extends Probe {
  readonly kinds = ['render_queue'];

  constructor(private readonly queue: RenderQueue) {
    super();
  }

  async check(_target: Target, _level: CheckLevel, signal: AbortSignal): Promise<ProbeResult> {
    const startedMs = performance.now();
    const depth = await this.queue.depth();
    const evidence: Evidence = {
      latencyMs: performance.now() - startedMs,
      httpStatus: null,
      requestId: null,
      rateLimit: null,
    };
    const fault = { vendorCode: null, retryAfterMs: null, isLocal: false };
    if (signal.aborted)
      return failed(evidence, { ...fault, failure: 'cancelled', detail: 'no longer wanted' });
    if (depth <= this.queue.limit)
      return succeeded(evidence, { version: null, models: null, capabilities: { depth } });
    return failed(evidence, { ...fault, failure: 'overloaded', detail: `${depth} jobs are waiting` });
  }
}
