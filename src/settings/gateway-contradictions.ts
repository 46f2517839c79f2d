import { Hints } from './did-you-mean.ts';
import { asMapping, numeric, valueAt, type Mapping } from './document.ts';
import { placed, type PlacedProblem } from './issues.ts';
import { isLoopback } from './loopback.ts';
import { DEFAULT_POOL } from './routing-settings.ts';
import { boolean } from './scalars.schema.ts';
import { modelTargets } from './service-contradictions.ts';

const AGENT = ['gateways', 'haproxy_agent'] as const;

/** What gateways are told must be there, and the agent must not be open to others by accident. */
export function gatewayContradictions(document: Mapping): PlacedProblem[] {
  const providers = Object.entries(asMapping(document['providers']));
  const targets = new Set(providers.flatMap(([id, provider]) => [id, ...modelTargets(id, provider)]));
  const hints = new Hints(targets);
  const unknown = (path: readonly string[], rule: string, isKnown: (name: string) => boolean) =>
    Object.keys(asMapping(valueAt(document, path)))
      .filter((name) => !isKnown(name))
      .map((name) => placed([...path, name], rule, name, hints.for(name)));
  return [
    ...unknown(['gateways', 'addresses'], 'must name a target of the settings', (id) => targets.has(id)),
    ...unknown([...AGENT, 'ports'], 'must name a target, or pool/target', (name) =>
      isTarget(name, targets, document),
    ),
    ...samePorts(document),
    ...exposure(document),
  ];
}

/** Tags, which are pools too, and models may have slashes: every one may be the one between pool and target. */
function isTarget(name: string, targets: ReadonlySet<string>, document: Mapping): boolean {
  if (targets.has(name)) return true;
  const pools = poolsOf(document);
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    if (pools.has(name.slice(0, at)) && targets.has(name.slice(at + 1))) return true;
  }
  return false;
}

function poolsOf(document: Mapping): ReadonlySet<unknown> {
  const tags = Object.values(asMapping(document['providers'])).map((provider) => valueAt(provider, ['tags']));
  const named = Object.keys(asMapping(document['pools']));
  return new Set<unknown>([
    DEFAULT_POOL,
    ...named,
    ...tags.flatMap((list) => (Array.isArray(list) ? list : [])),
  ]);
}

function samePorts(document: Mapping): PlacedProblem[] {
  const path = [...AGENT, 'ports'];
  const taken = new Map<unknown, string>([[numeric(valueAt(document, [...AGENT, 'port'])), 'port']]);
  return Object.entries(asMapping(valueAt(document, path))).flatMap(([name, port]) => {
    const other = taken.get(numeric(port));
    taken.set(numeric(port), name);
    return other === undefined ? [] : [placed([...path, name], `must not be the port of ${other}`, port)];
  });
}

/** As with the API (src/server/exposure.ts), but that no token can make up for it. */
function exposure(document: Mapping): PlacedProblem[] {
  const agent = asMapping(valueAt(document, AGENT));
  const { host } = agent;
  const isLocal = typeof host !== 'string' || isLoopback(host);
  const isOpen = boolean().safeParse(valueAt(document, ['server', 'allow_open'])).data === true;
  if (isLocal || isOpen || isOff(agent) || hasAllowed(agent)) return [];
  const rule =
    'must be an address of this machine alone, since the agent asks for no token; ' +
    'or name who is answered in gateways.haproxy_agent.allow, or set server.allow_open';
  return [placed([...AGENT, 'host'], rule, host)];
}

function isOff({ port, ports }: Mapping): boolean {
  return (port === undefined || port === null) && Object.keys(asMapping(ports)).length === 0;
}

function hasAllowed({ allow }: Mapping): boolean {
  return Array.isArray(allow) && allow.length > 0;
}
