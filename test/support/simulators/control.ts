import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type ControlBody,
  ControlError,
  faultOf,
  faultToJson,
  flagOf,
  numberOf,
  readControlBody,
  textListOf,
  textOf,
  textsByNameOf,
} from './control-body.ts';
import type { Fault } from './fault.ts';
import type { ProviderSimulator } from './provider-simulator.ts';

export const CONTROL_PREFIX = '/_sim';

type Serve = (simulator: ProviderSimulator, body: ControlBody) => Promise<void> | void;

/** What every simulator can be told; see docs/simulators.md. */
const ROUTES: Readonly<Record<string, Serve>> = {
  'GET ': () => undefined,
  'POST fault': (simulator, body) => simulator.setFault(faultOf(body)),
  'DELETE fault': (simulator) => simulator.heal(),
  'POST random': (simulator, body) => {
    const { rate, seed = 1, ...fault } = body;
    if (typeof rate !== 'number' || rate < 0 || rate > 1) {
      throw new ControlError(`rate must be a number from 0 to 1, got ${JSON.stringify(rate)}`);
    }
    if (typeof seed !== 'number')
      throw new ControlError(`seed must be a number, got ${JSON.stringify(seed)}`);
    simulator.failAtRandom(rate, { seed, fault: faultOf({ fault: '500', ...fault }) });
  },
  'POST keys': (simulator, body) => simulator.acceptKeys(textListOf(body, 'keys')),
  'POST lock': ({ state }, body) => void (state.isLocked = flagOf(body, 'locked')),
  'POST models': (simulator, body) => simulator.setModels(textListOf(body, 'models')),
  'POST loaded': ({ state }, body) => void (state.loaded = textListOf(body, 'models')),
  'POST retiring': ({ state }, body) => void (state.retiring = textsByNameOf(body, 'models')),
  'POST queue': ({ state }, body) => void (state.queueSize = numberOf(body, 'size')),
  'POST version': (simulator, body) => simulator.setVersion(textOf(body, 'version')),
  'POST restart': (simulator) => simulator.restart(),
  'DELETE requests': (simulator) => simulator.clearRequests(),
};

/** Serves `/_sim`: state and log, faults, and whatever else a simulator can be told. */
export async function serveControl(
  simulator: ProviderSimulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const serve = routeOf(simulator, request);
    const body = request.method === 'POST' ? await readControlBody(request) : {};
    if (body['fault'] === 'refuse') return refuseAfter(simulator, response, faultOf(body));
    await serve(simulator, body);
    send(response, 200, stateOf(simulator));
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    send(response, 400, { error: error.message });
  }
}

function routeOf({ controls }: ProviderSimulator, request: IncomingMessage): Serve {
  const path = (request.url ?? '').split('?', 1)[0]!.slice(CONTROL_PREFIX.length).replace(/^\//, '');
  const route = `${request.method} ${path}`;
  const own = controls?.routes[route];
  if (own !== undefined) return (_simulator, body) => own(body);
  const serve = ROUTES[route];
  if (serve !== undefined) return serve;
  const known = [...Object.keys(ROUTES), ...Object.keys(controls?.routes ?? {})];
  throw new ControlError(`${route} is not one of ${known.map((each) => each.trim()).join(', ')}`);
}

/** The refusal ends the connection that asks for it too, so the answer goes first. */
function refuseAfter(simulator: ProviderSimulator, response: ServerResponse, fault: Fault): void {
  response.once('finish', () => void simulator.setFault(fault));
  send(response, 202, { fault: faultToJson(fault) });
}

function stateOf(simulator: ProviderSimulator): unknown {
  return {
    id: simulator.id,
    base_url: simulator.baseUrl,
    fault: faultToJson(simulator.fault),
    ...simulator.state.describe(),
    ...simulator.controls?.describe(),
    requests_total: simulator.requestsTotal,
    counts: simulator.counts,
    requests: simulator.requests,
  };
}

function send(response: ServerResponse, status: number, json: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(`${JSON.stringify(json, null, 2)}\n`);
}
