import type { ErrorRow } from '../describe-errors.ts';

export const GENERIC_ROWS: readonly ErrorRow[] = [
  ['generic', 302, '', 'bad_request', null],
  ['generic', 407, '', 'bad_request'],
  ['generic', 418, '<html>', 'bad_request'],
  ['generic', 451, '', 'permission'],
  ['generic', 511, '<html>', 'network'],
  ['generic', 520, '<html>', 'server_error'],
  ['generic', 529, '', 'overloaded'],
  ['generic', null, { weird: true }, 'server_error', null],
  ['generic', null, null, 'server_error', null],
];
