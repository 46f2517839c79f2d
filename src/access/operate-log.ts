import { type ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import type { Clock } from '../clock/clock.ts';
import { type Asking, pathOf } from '../problems/reply.ts';
import { shownText } from '../problems/shown-value.ts';
import type { AuditEntry, AuditTrail } from './audit-trail.ts';
import type { Admission } from './entrance.ts';

/** A Nest logger is one. */
export interface OperateLogger {
  log(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

const REASONS = ['reason', 'comment', 'note'];

/** Tells of everything that changes something by hand: one line each, and an entry of the trail that is kept. */
export class OperateLog {
  readonly #clock: Clock;
  readonly #logger: OperateLogger;
  #trail: AuditTrail | null = null;

  constructor(clock: Clock, logger: OperateLogger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  keepIn(trail: AuditTrail): void {
    this.#trail = trail;
  }

  /** Follows a request to its answer. */
  follow(request: Asking, response: ServerResponse, admission: Admission): void {
    const asked = { at: this.#clock.now(), ...askedOf(request), caller: admission.caller?.name ?? 'unknown' };
    finished(response, () => {
      const status = response.headersSent ? response.statusCode : null;
      this.#tell({ ...asked, status }, admission);
    });
  }

  #tell(entry: AuditEntry, { isAdmitted, caller }: Admission): void {
    const { at: _at, ...facts } = entry;
    if (isAdmitted) this.#logger.log(facts, 'operated by hand');
    else this.#logger.warn(facts, 'operation refused');
    // a stranger must not be able to push out of the trail what happened
    if (caller !== null) this.#trail?.record(entry);
  }
}

function askedOf(request: Asking): Omit<AuditEntry, 'at' | 'caller' | 'status'> {
  return {
    address: request.ip ?? null,
    method: request.method,
    path: shownText(pathOf(request.originalUrl)),
    target: textAt(request.params, 'id'),
    reason: REASONS.map((key) => textAt(request.body, key)).find((text) => text !== null) ?? null,
  };
}

function textAt(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
  const text: unknown = Reflect.get(value, key);
  return typeof text === 'string' && text !== '' ? shownText(text) : null;
}
