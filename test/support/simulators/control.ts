import type { IncomingMessage, ServerResponse } from 'node:http';
import { FAULT_NAMES, isFaultName, type Fault } from './fault.ts';
import type { ProviderSimulator } from './provider-simulator.ts';
import { isRecord } from './wire.ts';

export const CONTROL_PREFIX = '/_sim';

/** JSON names of a fault's details, and the types that they must have. */
const DETAILS = {
  ms: { field: 'ms', types: ['number'] },
  retry_after: { field: 'retryAfterSeconds', types: ['number', 'null'] },
  bytes: { field: 'bytes', types: ['number'] },
  location: { field: 'location', types: ['string'] },
  status: { field: 'status', types: ['number'] },
  headers: { field: 'headers', types: ['object'] },
  body: { field: 'body', types: ['object', 'string', 'array'] },
  path_contains: { field: 'pathContains', types: ['string'] },
  times: { field: 'times', types: ['number'] },
  for_ms: { field: 'forMs', types: ['number'] },
} as const satisfies Record<string, { field: keyof Fault; types: readonly string[] }>;

class ControlError extends Error {}

/** Serves `/_sim`: state and log, faults, random failures, keys, models, version and restarts. */
export async function serveControl(
  simulator: ProviderSimulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = `${request.method} ${(request.url ?? '').split('?', 1)[0]}`;
  const serve = ROUTES[route];
  try {
    if (serve === undefined) {
      throw new ControlError(`${route} is not one of ${Object.keys(ROUTES).join(', ')}`);
    }
    const body = request.method === 'POST' ? await readJson(request) : {};
    if (body['fault'] === 'refuse') refuseAfter(simulator, response, parseFault(body));
    else {
      await serve(simulator, body);
      send(response, 200, stateOf(simulator));
    }
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    send(response, 400, { error: error.message });
  }
}

/** The refusal ends the connection that asks for it too, so the answer goes first. */
function refuseAfter(simulator: ProviderSimulator, response: ServerResponse, fault: Fault): void {
  response.once('finish', () => void simulator.setFault(fault));
  send(response, 202, { fault: toJson(fault) });
}

type Serve = (simulator: ProviderSimulator, body: Record<string, unknown>) => Promise<void> | void;

const ROUTES: Readonly<Record<string, Serve>> = {
  [`GET ${CONTROL_PREFIX}`]: () => undefined,
  [`POST ${CONTROL_PREFIX}/fault`]: (simulator, body) => simulator.setFault(parseFault(body)),
  [`DELETE ${CONTROL_PREFIX}/fault`]: (simulator) => simulator.heal(),
  [`POST ${CONTROL_PREFIX}/random`]: (simulator, body) => {
    const { rate, seed = 1, ...fault } = body;
    if (typeof rate !== 'number' || rate < 0 || rate > 1) {
      throw new ControlError(`rate must be a number from 0 to 1, got ${JSON.stringify(rate)}`);
    }
    if (typeof seed !== 'number')
      throw new ControlError(`seed must be a number, got ${JSON.stringify(seed)}`);
    simulator.failAtRandom(rate, { seed, fault: parseFault({ fault: '500', ...fault }) });
  },
  [`POST ${CONTROL_PREFIX}/keys`]: (simulator, body) => simulator.acceptKeys(textList(body, 'keys')),
  [`POST ${CONTROL_PREFIX}/models`]: (simulator, body) => simulator.setModels(textList(body, 'models')),
  [`POST ${CONTROL_PREFIX}/version`]: (simulator, { version }) => {
    if (typeof version !== 'string')
      throw new ControlError(`version must be a text, got ${JSON.stringify(version)}`);
    simulator.setVersion(version);
  },
  [`POST ${CONTROL_PREFIX}/restart`]: (simulator) => simulator.restart(),
  [`DELETE ${CONTROL_PREFIX}/requests`]: (simulator) => simulator.clearRequests(),
};

function stateOf(simulator: ProviderSimulator): unknown {
  return {
    id: simulator.id,
    base_url: simulator.baseUrl,
    fault: toJson(simulator.fault),
    models: simulator.models,
    version: simulator.version,
    requests_total: simulator.requestsTotal,
    counts: simulator.counts,
    requests: simulator.requests,
  };
}

function toJson(fault: Fault): Record<string, unknown> {
  const json: Record<string, unknown> = { fault: fault.fault };
  for (const [name, { field }] of Object.entries(DETAILS)) {
    if (fault[field] !== undefined) json[name] = fault[field];
  }
  return json;
}

function parseFault(body: Record<string, unknown>): Fault {
  const { fault, ...details } = body;
  if (!isFaultName(fault)) {
    throw new ControlError(`fault must be one of ${FAULT_NAMES.join(', ')}, got ${JSON.stringify(fault)}`);
  }
  const parsed: Record<string, unknown> = { fault };
  for (const [name, value] of Object.entries(details)) {
    const detail: { field: string; types: readonly string[] } | undefined = Object.entries(DETAILS).find(
      ([known]) => known === name,
    )?.[1];
    if (detail === undefined) {
      throw new ControlError(`${name} must be one of ${Object.keys(DETAILS).join(', ')}`);
    }
    if (!detail.types.includes(typeOf(value))) {
      throw new ControlError(`${name} must be ${detail.types.join(' or ')}, got ${JSON.stringify(value)}`);
    }
    parsed[detail.field] = value;
  }
  return parsed as unknown as Fault;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function textList(body: Record<string, unknown>, name: string): string[] {
  const value = body[name];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new ControlError(`${name} must be a list of texts, got ${JSON.stringify(value)}`);
  }
  return value;
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    const parsed: unknown = JSON.parse(text === '' ? '{}' : text);
    if (isRecord(parsed)) return parsed;
  } catch (error) {
    throw new ControlError(`the body must be JSON: ${(error as Error).message}`, { cause: error });
  }
  throw new ControlError('the body must be a JSON object');
}

function send(response: ServerResponse, status: number, json: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(`${JSON.stringify(json, null, 2)}\n`);
}
