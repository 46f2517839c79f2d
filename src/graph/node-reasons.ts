import type { Reason, Status, Verdict } from '../health/status.ts';
import type { Alternatives, GraphNode, ServiceRequirements } from './dependency-graph.ts';
import { troubledMembers } from './root-causes.ts';
import { statusOfNeed } from './service-status.ts';

/** Why a node of the graph is as it is: what was observed of it, or what its dependencies do to it. */
export interface GraphReason {
  readonly code:
    | Reason['code']
    | 'not_watched'
    | 'provider_unhealthy'
    | 'dependency_degraded'
    | 'dependency_unhealthy'
    | 'dependency_unknown'
    | 'redundancy_lost';
  readonly message: string;
}

export const NOT_WATCHED: GraphReason = Object.freeze({ code: 'not_watched', message: 'not watched' });
const NOTHING_WATCHED: GraphReason = Object.freeze({
  code: 'not_watched',
  message: 'nothing that it depends on is watched',
});

/** What a reason is told from. */
interface Look {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly statuses: ReadonlyMap<string, Status | null>;
}

export function reasonsOfService(service: ServiceRequirements, look: Look): readonly GraphReason[] {
  if ((look.statuses.get(service.id) ?? null) === null) return [NOTHING_WATCHED];
  return service.needs.flatMap((need) => reasonOfNeed(need, look) ?? []);
}

export function reasonsOfModel(model: GraphNode, observed: Verdict, look: Look): readonly GraphReason[] {
  const isDragged = look.statuses.get(model.id) === 'unhealthy' && observed.status !== 'unhealthy';
  if (!isDragged) return observed.reasons;
  const provider = look.nodes.get(model.providerId!);
  return [
    { code: 'provider_unhealthy', message: `${provider?.name ?? model.providerId} is unhealthy` },
    ...observed.reasons,
  ];
}

function reasonOfNeed(need: Alternatives, look: Look): GraphReason | null {
  const statusOf = (id: string): Status | null => look.statuses.get(id) ?? null;
  const status = statusOfNeed(need, statusOf);
  if (status === null || status === 'healthy') return null;
  const troubled = troubledMembers(need, look.statuses);
  const told = troubled.map((id) => `${nameOf(id, look)} is ${statusOf(id)}`).join(', ');
  const isLost = status === 'degraded' && troubled.some((id) => statusOf(id) === 'unhealthy');
  if (!isLost) return { code: `dependency_${status}`, message: told };
  const left = need.filter((id) => statusOf(id) !== 'unhealthy').map((id) => nameOf(id, look));
  return { code: 'redundancy_lost', message: `${told}; left: ${left.join(', ')}` };
}

function nameOf(id: string, { nodes }: Look): string {
  return nodes.get(id)?.name ?? id;
}
