import { Injectable, Logger } from '@nestjs/common';
import { HealthView } from 'bellwether';

/** Hears of outages as they begin and end, without asking. */
@Injectable()
export class Outages {
  private readonly logger = new Logger(Outages.name);

  constructor(health: HealthView) {
    health.on('status.changed', ({ target, from, to }) =>
      this.logger.log(
        `${target.name}: ${from.status} -> ${to.status} (${to.reasons[0]?.message ?? 'all is well'})`,
      ),
    );
    health.on('target.recovered', ({ target, unusableForMs }) =>
      this.logger.log(`${target.name} is back after ${Math.round(unusableForMs / 1000)} s`),
    );
  }
}
