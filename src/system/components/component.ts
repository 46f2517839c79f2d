import type { EpochMs } from '../../clock/clock.ts';

/** `unknown` until a component was checked for the first time, and where there is nothing to judge yet. */
export type ComponentStatus = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** What one look at a component came to. */
export interface ComponentReading {
  readonly status: ComponentStatus;
  /** A sentence for people, free of secrets; null where there is nothing to say. */
  readonly message: string | null;
  /** Figures by the names that leave the process. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A component as it was last seen. */
export interface ComponentState extends ComponentReading {
  readonly name: string;
  /** While it is unhealthy, so is the process, and no requests should be sent here. */
  readonly isCritical: boolean;
  /** Null before the first check. */
  readonly latencyMs: number | null;
  readonly checkedAt: EpochMs | null;
}

/**
 * A part of this process, or something that it needs. Looked at every few seconds and never by a request; may reject,
 * hang, or take its time: others are not affected.
 *
 * @example
 * ```ts
 * class QueueCheck extends ComponentCheck {
 *   readonly name = 'orders_queue';
 *   override readonly isCritical = true;
 *
 *   async check(signal: AbortSignal): Promise<ComponentReading> {
 *     const waiting = await this.queue.length({ signal });
 *     return waiting < 1_000 ? reading('healthy') : reading('degraded', `${waiting} orders wait`, { waiting });
 *   }
 * }
 * ```
 */
export abstract class ComponentCheck {
  /** As `/api/health` shows it: snake_case. */
  abstract readonly name: string;
  /** While it is unhealthy, so is the process: not ready, and 503 at `/api/health` [false]. */
  readonly isCritical: boolean = false;

  /** The signal ends at the deadline. What it rejects with makes the component unhealthy. */
  abstract check(signal: AbortSignal): Promise<ComponentReading>;
}

/** What a look came to. Metadata is shown as it is: names in snake_case, no secrets. */
export function reading(
  status: ComponentStatus,
  message: string | null = null,
  metadata: Readonly<Record<string, unknown>> = {},
): ComponentReading {
  return { status, message, metadata };
}

/** Unhealthy with a critical component, degraded with any that is not well, else healthy; what is unknown is neither. */
export function overallStatus(states: readonly ComponentState[]): 'healthy' | 'degraded' | 'unhealthy' {
  if (states.some(({ isCritical, status }) => isCritical && status === 'unhealthy')) return 'unhealthy';
  const isWell = states.every(({ status }) => status === 'healthy' || status === 'unknown');
  return isWell ? 'healthy' : 'degraded';
}
