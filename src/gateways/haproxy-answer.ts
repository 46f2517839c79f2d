import { bestShareOf, type Seat, wholeWeight } from './seats.ts';

const WHOLE = 100;

/** Changes nothing for the worse: what we do not know is sent what its server was configured for. */
export const FAIL_OPEN = `up ${WHOLE}%`;

/**
 * What HAProxy's agent check is told of one of a pool (HAProxy's configuration manual, `agent-check`): the share as a
 * percentage of the weight of its server, against the best one of the pool.
 *
 * @param mayBeDrained HAProxy may still hold it drained by an answer of ours, which nothing but `ready` ends
 */
export function agentAnswer(seat: Seat, pool: readonly Seat[], mayBeDrained: boolean): string {
  const { standing, share, leftOut } = seat;
  const ready = mayBeDrained ? ' ready' : '';
  switch (standing) {
    case 'serving':
      return `up ${wholeWeight(share, bestShareOf(pool), WHOLE)}%${ready}`;
    case 'spare':
      return `up 0%${ready}`;
    case 'left_out':
      return isIll(leftOut?.reason) ? `down${ready} #${leftOut?.reason}` : `drain #${leftOut?.reason}`;
  }
}

function isIll(reason: string | undefined): boolean {
  return reason === 'circuit_open' || reason === 'unhealthy';
}
