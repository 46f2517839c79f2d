import type { HealthEvents } from './health-events.ts';

/** Where transitions are told; a Nest logger is one. */
export interface TransitionLogger {
  log(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  debug(facts: object, message: string): void;
}

/** One line for each change of a status, a circuit or our egress, and at debug one for each probe. */
export function logTransitions(events: HealthEvents, logger: TransitionLogger): void {
  events.on('status.changed', ({ state, from, to }) => {
    const [reason] = to.reasons;
    const facts = { target_id: state.target.id, from: from.status, to: to.status, blame: to.blame };
    logger.log({ ...facts, reason: reason?.code ?? null, detail: reason?.message ?? null }, 'status changed');
  });
  events.on('circuit.changed', ({ state, from, to }) => {
    const facts = { target_id: state.target.id, from: from.state, to: to.state, forced: to.forced };
    logger.log({ ...facts, reason: to.reason }, 'circuit changed');
  });
  events.on('target.recovered', ({ state, unusableForMs }) => {
    logger.log(
      { target_id: state.target.id, unusable_for_ms: Math.round(unusableForMs) },
      'target recovered',
    );
  });
  events.on('version.changed', ({ state, from, to }) => {
    logger.log({ target_id: state.target.id, from, to }, 'version changed');
  });
  events.on('target.restarted', ({ state }) => {
    logger.log({ target_id: state.target.id }, 'target restarted');
  });
  events.on('egress.changed', ({ from, to }) => {
    if (to === 'down') logger.warn({ from, to }, 'our own network is down, no provider is judged');
    else if (from === 'down') logger.log({ from, to }, 'our own network is back');
  });
  events.on('observations.recorded', ({ observations }) => {
    for (const { source, targetId, ok, failure, latencyMs, httpStatus } of observations) {
      if (source !== 'probe') continue;
      logger.debug(
        { target_id: targetId, ok, failure, latency_ms: latencyMs, http_status: httpStatus },
        'probed',
      );
    }
  });
}
