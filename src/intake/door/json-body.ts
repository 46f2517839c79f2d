import { type FieldError, Problem } from '../../problems/problem.ts';
import type { RawBody } from './door.ts';

// chosen: a body of a thousand wrong items is told by its first fifty
const SHOWN_ERRORS = 50;

/** @throws Problem 400 when it is empty or no JSON */
export function jsonOf(body: RawBody | null): unknown {
  if (body?.parsed !== undefined) return body.parsed;
  if (body === null || body.bytes.length === 0) throw wrongBody('required, JSON');
  try {
    return JSON.parse(body.bytes.toString());
  } catch {
    // Where the error is, V8 tells by quoting what was sent: that stays here.
    throw wrongBody('valid JSON');
  }
}

export function wrongBody(rule: string): Problem {
  return wrongFields([{ field: 'body', rule, value: null }]);
}

export function wrongFields(errors: readonly FieldError[]): Problem {
  const count = errors.length === 1 ? '1 field is wrong' : `${errors.length} fields are wrong`;
  return new Problem({
    status: 400,
    title: 'Invalid body',
    detail: errors.length > SHOWN_ERRORS ? `${count}; the first ${SHOWN_ERRORS} are shown` : count,
    errors: errors.slice(0, SHOWN_ERRORS),
  });
}
