import { z } from 'zod';
import { parseJsonPath } from './json-path.ts';
import { headers, listOf, number, oneOf, secret, section, text, wholeNumber } from './scalars.schema.ts';
import type { HttpCheckSettings } from './settings.ts';

/** One item may stand for a list of one. */
function oneOrMore<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (Array.isArray(value) ? value : [value]), listOf(item));
}

const jsonPath = z.string({ error: 'must be a JSON path' }).refine((path) => parseJsonPath(path) !== null, {
  error: 'must be a JSON path of names and indices, as $.queue.workers[0].alive',
});

const expectedJson = section({
  path: jsonPath.describe('Names and indices: $.queue.workers[0].alive.'),
  equals: z
    .union([z.string(), z.number(), z.boolean(), z.null()], {
      error: 'must be a text, a number, true, false or null',
    })
    .describe('The value that must stand there.'),
});

/** What kind http asks and expects. */
export const httpCheckSchema = section({
  method: oneOf(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS']).describe('Default GET.').default('GET'),
  path: z
    .string({ error: 'must be a text' })
    .describe('Path below base_url; empty asks base_url itself. Default empty.')
    .default(''),
  headers: headers().describe('Headers of this request.').default({}),
  body: secret().describe('Sent with POST and PUT, as JSON if it is. Never shown.'),
  expected_status: oneOrMore(wholeNumber(100, 599))
    .describe('Statuses that count as success; empty means any 2xx. Default empty.')
    .default([]),
  expected_text: text().nullish().describe('Text that the body must contain.'),
  expected_json: oneOrMore(expectedJson)
    .describe('Values that the body must hold as JSON, all of them. Default none.')
    .default([]),
  certificate_warning_days: number(0, 365)
    .describe(
      'Days before its end from which a certificate degrades the target, 0 to 365; 0 never does. Default 14.',
    )
    .default(14),
}).transform((raw): HttpCheckSettings => ({
  method: raw.method,
  path: raw.path,
  headers: raw.headers,
  body: raw.body,
  expectedStatus: raw.expected_status,
  expectedText: raw.expected_text ?? null,
  expectedJson: raw.expected_json,
  certificateWarningDays: raw.certificate_warning_days,
}));
