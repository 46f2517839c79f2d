import { alertContradictions } from './alert-contradictions.ts';
import { fallbackProblems } from './channel-delivery.ts';
import { Hints } from './did-you-mean.ts';
import { asMapping, isMapping, valueAt, type Mapping } from './document.ts';
import { ID_PATTERN, ID_RULE } from './file.schema.ts';
import { gatewayContradictions } from './gateway-contradictions.ts';
import { placed, type PlacedProblem } from './issues.ts';
import { CIRCUIT_ORDER, THRESHOLD_ORDER, orderProblem, timeoutProblem } from './number-order.ts';
import { poolContradictions } from './pool-contradictions.ts';
import { providerContradictions } from './provider-contradictions.ts';
import { serviceContradictions } from './service-contradictions.ts';

const HOST_ORDERS: readonly (readonly [string, readonly [number, number]])[] = [
  ['memory_percent', [80, 95]],
  ['disk_percent', [90, 95]],
  ['cpu_percent', [90, 95]],
  ['active_handles', [100, 200]],
];

/**
 * What two settings must keep between them. Works on the document rather than on what the schema made of it, so that
 * these problems are told together with those of single values.
 *
 * @param before as given, with the environment's overrides
 * @param inForce the same after `defaults` were handed down
 * @param kinds of providers beside our own
 */
export function contradictions(
  before: Mapping,
  inForce: Mapping,
  kinds: readonly string[] = [],
): PlacedProblem[] {
  return [
    ...defaultsContradictions(before['defaults']),
    ...idProblems(before),
    ...Object.entries(asMapping(inForce['providers'])).flatMap(([id, provider]) =>
      isMapping(provider)
        ? providerContradictions(id, valueAt(before, ['providers', id]), { inForce: provider, kinds })
        : [],
    ),
    ...serviceContradictions(before),
    ...poolContradictions(before),
    ...gatewayContradictions(before),
    ...routeProblems(before),
    ...fallbackProblems(before),
    ...alertContradictions(inForce),
    ...HOST_ORDERS.flatMap(([key, usual]) => {
      const limits = valueAt(before, ['host_checks', key]);
      return (
        orderProblem(limits, limits, ['host_checks', key], { lower: 'warning', upper: 'error', usual }) ?? []
      );
    }),
  ];
}

function defaultsContradictions(defaults: unknown): PlacedProblem[] {
  const thresholds = valueAt(defaults, ['thresholds']);
  const circuit = valueAt(defaults, ['circuit']);
  return [
    ...timeoutProblem(defaults, defaults, ['defaults']),
    orderProblem(thresholds, thresholds, ['defaults', 'thresholds'], THRESHOLD_ORDER) ?? [],
    orderProblem(circuit, circuit, ['defaults', 'circuit'], CIRCUIT_ORDER) ?? [],
  ].flat();
}

function idProblems(document: Mapping): PlacedProblem[] {
  const id = new RegExp(ID_PATTERN);
  const providers = new Set(Object.keys(asMapping(document['providers'])));
  return [
    ...ids(document, ['providers']),
    ...ids(document, ['services']),
    ...ids(document, ['pools']),
    ...ids(document, ['alerts', 'channels']),
  ].flatMap((path) => {
    const name = path.at(-1)!;
    if (path[0] === 'services' && providers.has(name))
      return [placed(path, 'must not have the id of a provider')];
    if (id.test(name)) return [];
    const lower = name.toLowerCase();
    const siblings = asMapping(valueAt(document, path.slice(0, -1)));
    if (Object.hasOwn(siblings, lower))
      return [placed(path, `must not differ from ${lower} by case only`, name)];
    return [placed(path, ID_RULE, name, id.test(lower) ? `did you mean ${lower}?` : null)];
  });
}

function ids(document: Mapping, path: readonly string[]): string[][] {
  return Object.keys(asMapping(valueAt(document, path))).map((name) => [...path, name]);
}

function routeProblems(document: Mapping): PlacedProblem[] {
  const channels = new Set(['log', ...Object.keys(asMapping(valueAt(document, ['alerts', 'channels'])))]);
  const hints = new Hints(channels);
  const routes = valueAt(document, ['alerts', 'routes']);
  if (!Array.isArray(routes)) return [];
  return routes.flatMap((route: unknown, index) =>
    [asMapping(route)['channels']]
      .flat()
      .filter((name): name is string => typeof name === 'string' && !channels.has(name))
      .map((name) =>
        placed(
          ['alerts', 'routes', index, 'channels'],
          'must name channels that exist',
          name,
          hints.for(name),
        ),
      ),
  );
}
