import { gzipSync } from 'node:zlib';
import { litellmFailure } from './litellm-logs.ts';
import { otlpSpan, otlpTrace } from './otlp.ts';

/** A request to one of the endpoints that take outcomes in. */
export interface OddRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
  /** It cannot be read at all; otherwise it may by chance be one that is right. */
  readonly isMalformed: boolean;
}

type Random = () => number;

/** Mulberry32: the same seed gives the same requests. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const OBSERVATIONS = '/health/integration/observations';
const LITELLM = '/integrations/litellm';
const TRACES = '/v1/traces';
const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

const WELL_FORMED: readonly (readonly [url: string, body: () => unknown])[] = [
  [
    OBSERVATIONS,
    () => ({ items: [{ target: 'openai', ok: true, latency_ms: 10, at: new Date().toISOString() }] }),
  ],
  [LITELLM, () => [litellmFailure({ error_code: '500', error_class: 'APIError' })]],
  [TRACES, () => otlpTrace(otlpSpan({ attributes: { 'gen_ai.system': 'openai', 'error.type': '500' } }))],
];

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  '\u0000',
  'x'.repeat(2_000),
  [],
  {},
  [[[[]]]],
  { __proto__: null },
  '__proto__',
  '2026-13-45T99:99:99Z',
  '\ud800',
  -0,
  1e-320,
  'constructor',
  { toString: 1 },
  { length: 1e9 },
];

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

/** Puts something odd somewhere into a document. */
function withOddValue(document: unknown, random: Random): unknown {
  if (random() < 0.15) return pick(random, ODD_VALUES);
  if (Array.isArray(document)) {
    const at = Math.floor(random() * document.length);
    return document.map((each: unknown, index) => (index === at ? withOddValue(each, random) : each));
  }
  if (typeof document !== 'object' || document === null) return pick(random, ODD_VALUES);
  const entries = Object.entries(document);
  const at = Math.floor(random() * entries.length);
  return Object.fromEntries(
    entries.map(([key, value], index) => [key, index === at ? withOddValue(value, random) : value]),
  );
}

function randomBytes(random: Random, most: number): Buffer {
  return Buffer.from(
    Array.from({ length: 1 + Math.floor(random() * most) }, () => Math.floor(random() * 256)),
  );
}

function withFlippedBytes(bytes: Buffer, random: Random): Buffer {
  const flipped = Buffer.from(bytes);
  for (let i = 0; i < 3; i++) flipped[Math.floor(random() * flipped.length)] = Math.floor(random() * 256);
  return flipped;
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value) ?? 'undefined');
const typed = (type: string, more: object = {}) => ({ 'content-type': type, ...more });

const KINDS: readonly ((random: Random, url: string, body: unknown) => Omit<OddRequest, 'url'>)[] = [
  // cut anywhere
  (random, _, body) => {
    const whole = json(body);
    const payload = whole.subarray(0, Math.floor(random() * (whole.length - 1)));
    return { headers: typed(JSON_TYPE), payload, isMalformed: true };
  },
  // nested without end, and never closed
  (random) => ({
    headers: typed(JSON_TYPE),
    payload: Buffer.from(pick(random, ['[', '{"items":', '{"a":[']).repeat(1 + Math.floor(random() * 5_000))),
    isMalformed: true,
  }),
  (random) => ({
    headers: typed(JSON_TYPE),
    payload: Buffer.concat([Buffer.from('{"'), randomBytes(random, 200)]),
    isMalformed: true,
  }),
  (random, _, body) => ({
    headers: typed(
      pick(random, ['text/plain', 'application/xml', 'x', 'multipart/form-data; boundary=x', ';']),
    ),
    payload: json(body),
    isMalformed: true,
  }),
  (random) => ({
    headers: typed(JSON_TYPE, { 'content-encoding': 'gzip' }),
    payload: randomBytes(random, 300),
    isMalformed: true,
  }),
  (random, _, body) => {
    const packed = gzipSync(json(body));
    const payload = packed.subarray(0, Math.floor(random() * (packed.length - 9)));
    return { headers: typed(JSON_TYPE, { 'content-encoding': 'gzip' }), payload, isMalformed: true };
  },
  (random, _, body) => ({
    headers: typed(JSON_TYPE),
    payload: json(withOddValue(body, random)),
    isMalformed: false,
  }),
  (random, _, body) => ({
    headers: typed(JSON_TYPE, { 'idempotency-key': randomBytes(random, 20).toString('base64') }),
    payload: withFlippedBytes(json(body), random),
    isMalformed: false,
  }),
  (random, url, body) => ({
    headers: typed(url === TRACES ? PROTOBUF_TYPE : JSON_TYPE),
    payload: random() < 0.5 ? randomBytes(random, 400) : withFlippedBytes(json(body), random),
    isMalformed: false,
  }),
];

/** So many requests that nobody should send, the same for the same seed. */
export function* oddRequests(count: number, seed: number): Generator<OddRequest> {
  const random = seededRandom(seed);
  for (let i = 0; i < count; i++) {
    const [url, body] = pick(random, WELL_FORMED);
    yield { url, ...pick(random, KINDS)(random, url, body()) };
  }
}
