import type { z } from 'zod';
import type { discoverySchema } from './envoy.schema.ts';
import { ENDPOINTS_TYPE } from './envoy.schema.ts';
import type { Place } from './places.ts';
import { bestShareOf, type Standing, wholeWeight } from './seats.ts';

type Discovery = z.input<typeof discoverySchema>;
type Assignment = Discovery['resources'][number];
type Locality = Assignment['endpoints'][number];
type Endpoint = Locality['lb_endpoints'][number];

/** chosen: fine enough, and what every version of Envoy takes (its older ones take 1 to 128). */
const MOST_WEIGHT = 128;

/** The order of priorities: Envoy turns to the next one when what comes before it is not well. */
const BY_PRIORITY: readonly Standing[] = ['serving', 'spare', 'left_out'];

/**
 * Where the calls for a cluster go, as Envoy's endpoint discovery has it (proto3 JSON). Those who are left out have a
 * priority of their own: among the others they would count as sick, and Envoy spills over, or panics, by the share of
 * the sick.
 */
export function loadAssignment(pool: string, places: readonly Place[]): Assignment {
  const best = bestShareOf(places);
  const groups = BY_PRIORITY.map((standing) => places.filter((place) => place.standing === standing));
  return {
    '@type': ENDPOINTS_TYPE,
    cluster_name: pool,
    // Envoy refuses gaps between priorities
    endpoints: groups
      .filter((group) => group.length > 0)
      .map((group, priority) => ({
        priority,
        lb_endpoints: group.map((place) => endpointOf(place, best)),
      })),
  };
}

export function discoveryResponse(version: string, resources: readonly Assignment[]): Discovery {
  return { version_info: version, resources: [...resources], type_url: ENDPOINTS_TYPE, nonce: version };
}

function endpointOf(place: Place, best: number): Endpoint {
  const { host, port, share, seats } = place;
  return {
    endpoint: {
      address: { socket_address: { address: host, port_value: port } },
      hostname: new URL(seats[0]!.target.provider.baseUrl).hostname,
    },
    health_status: healthOf(place),
    load_balancing_weight: place.standing === 'serving' ? wholeWeight(share, best, MOST_WEIGHT) : 1,
    metadata: {
      filter_metadata: {
        bellwether: {
          targets: seats.map(({ target }) => target.id),
          reasons: seats.flatMap(({ leftOut }) => leftOut?.reason ?? []),
        },
      },
    },
  };
}

/** Who is ill is not called any more; from whom somebody took out only new calls are kept. */
function healthOf({ standing, seats }: Place): Endpoint['health_status'] {
  if (standing !== 'left_out') return 'HEALTHY';
  const isIll = seats.some(
    ({ leftOut }) => leftOut?.reason === 'circuit_open' || leftOut?.reason === 'unhealthy',
  );
  return isIll ? 'UNHEALTHY' : 'DRAINING';
}
