import { wordIn } from './page-format.ts';
import { newestOf, openedAt, resolvedAt, type PageIncident, type PageState } from './page-state.ts';

const COMPONENT = { maintenance: 'under_maintenance', degraded: 'degraded_performance' };

export function statuspageComponents(state: PageState, groupId: string | null): readonly object[] {
  return state.components.map(({ id, name, status }, index) => ({
    id,
    name,
    status: wordIn(COMPONENT, status),
    position: index + 1,
    group: false,
    group_id: groupId,
    only_show_if_degraded: false,
  }));
}

export function statuspageIncident(incident: PageIncident, state: PageState): object {
  const { id, title, impact, components, updates } = incident;
  return {
    id,
    name: title,
    status: newestOf(incident).phase,
    impact,
    created_at: openedAt(incident),
    updated_at: newestOf(incident).at,
    resolved_at: resolvedAt(incident),
    shortlink: `https://stspg.example/${id}`,
    incident_updates: updates.toReversed().map(({ phase, at }) => ({
      status: phase,
      body: 'We are looking into it.',
      created_at: at,
    })),
    components: components.map((component) => ({ id: component, name: state.nameOf(component) })),
  };
}
