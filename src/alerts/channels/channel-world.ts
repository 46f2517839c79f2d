import type { Clock } from '../../clock/clock.ts';
import type { LinkMaker } from '../message/alert-links.ts';
import type { HttpSender } from './http/http-sender.ts';

/** Where channels that write to a log write; a Nest logger is one. */
export interface AlertLog {
  log(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** What channels need of the outside. */
export interface ChannelWorld {
  readonly http: HttpSender;
  readonly clock: Clock;
  readonly links: LinkMaker;
  readonly log: AlertLog;
}
