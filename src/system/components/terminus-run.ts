import { ServiceUnavailableException } from '@nestjs/common';
import type { HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { type ComponentReading, type ComponentStatus, reading } from './component.ts';

/** Terminus drops every status that it does not know, so each of ours goes by one of its own and comes back by ours. */
export const TERMINUS_STATUS = {
  healthy: 'up',
  degraded: 'degraded',
  unknown: 'degraded',
  unhealthy: 'down',
} as const satisfies Record<ComponentStatus, 'up' | 'degraded' | 'down'>;

/** Runs a look at a component as a Terminus health indicator. */
export class TerminusRun {
  readonly #checks: HealthCheckService;
  readonly #indicators: HealthIndicatorService;

  constructor(checks: HealthCheckService, indicators: HealthIndicatorService) {
    this.#checks = checks;
    this.#indicators = indicators;
  }

  /** Never rejects: what `look` rejects with is the reading. */
  async run(name: string, look: () => Promise<ComponentReading>): Promise<ComponentReading> {
    const result = await this.#result(async () => {
      const own = await look();
      const session = this.#indicators.check(name);
      return { [name]: { ...session.up({ reading: own })[name]!, status: TERMINUS_STATUS[own.status] } };
    });
    if (result instanceof Error) return reading('unhealthy', result.message);
    const found = result.details[name] as { readonly reading?: ComponentReading } | undefined;
    return found?.reading ?? reading('unhealthy', 'its check gave no result');
  }

  async #result(
    indicator: Parameters<HealthCheckService['check']>[0][number],
  ): Promise<HealthCheckResult | Error> {
    try {
      return await this.#checks.check([indicator]);
    } catch (error) {
      // What is down, and everything while the application stops, comes as an exception around the result.
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
