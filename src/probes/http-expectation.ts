import type { FailureKind } from '../observations/failure-kind.ts';
import { classifyHttpError } from '../observations/http-error.ts';
import { parseJsonPath, valueAtJsonPath } from '../settings/json-path.ts';
import type { ExpectedJson, HttpCheckSettings } from '../settings/settings.ts';
import { parseJson } from './body-reader.ts';
import type { Exchange } from './http-exchange.ts';
import { transportFault, type Fault } from './probe-result.ts';

/** The settings say what to expect, so an unexpected 404 is a broken promise and not a wrong request of ours. */
const BROKEN_PROMISE: ReadonlySet<FailureKind> = new Set(['bad_request', 'model_unavailable', 'cancelled']);

/** What an answer lacks of what the settings expect; null when it has it all. */
export function faultOf(
  exchange: Exchange,
  expected: HttpCheckSettings,
  asked: string,
  now: number,
): Fault | null {
  const { failure, status, body } = exchange;
  const isAsExpected = status !== null && isExpected(status, expected.expectedStatus);
  // A status that is wrong stands even where its body did not come whole.
  if (failure !== null && (status === null || isAsExpected || failure.failure === 'cancelled')) {
    return transportFault(failure, asked);
  }
  if (!isAsExpected) return statusFault(exchange, status ?? 0, asked, now);
  const lack = lackOf(body, expected);
  return lack === null ? null : invalidResponse(`${status} from ${asked}: ${lack}`);
}

function lackOf(body: string, { expectedText, expectedJson }: HttpCheckSettings): string | null {
  if (expectedText !== null && !body.includes(expectedText)) return 'the expected text is missing';
  if (expectedJson.length === 0) return null;
  const json = parseJson(body);
  if (json === undefined) return 'the body is not JSON';
  const unmet = expectedJson.find((expected) => !isMet(json, expected));
  return unmet === undefined ? null : `${unmet.path} is not what is expected`;
}

/** The value that was got is left out: it may be anything. */
function isMet(json: unknown, { path, equals }: ExpectedJson): boolean {
  const segments = parseJsonPath(path);
  return segments !== null && valueAtJsonPath(json, segments) === equals;
}

function isExpected(status: number, expected: readonly number[]): boolean {
  return expected.length === 0 ? status >= 200 && status < 300 : expected.includes(status);
}

function statusFault(
  { headers, body, redirectsTo }: Exchange,
  status: number,
  asked: string,
  now: number,
): Fault {
  if (status < 300) return invalidResponse(`${status} from ${asked} is not the expected status`);
  const error = classifyHttpError({ vendor: 'generic', status, headers, body, now, operation: 'list' });
  if (status >= 400 && BROKEN_PROMISE.has(error.failure)) {
    return invalidResponse(`${status} from ${asked} is not the expected status`);
  }
  const { failure, vendorCode, retryAfterMs } = error;
  const told =
    redirectsTo === null ? (vendorCode === null ? '' : `: ${vendorCode}`) : `: redirects to ${redirectsTo}`;
  return { failure, detail: `${status} from ${asked}${told}`, vendorCode, retryAfterMs, isLocal: false };
}

function invalidResponse(detail: string): Fault {
  return { failure: 'invalid_response', detail, vendorCode: null, retryAfterMs: null, isLocal: false };
}
