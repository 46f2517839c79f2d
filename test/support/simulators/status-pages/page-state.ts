import { ControlError } from '../control-body.ts';

export interface PageComponent {
  readonly id: string;
  readonly name: string;
  /** `operational`, `maintenance`, `degraded`, `partial_outage`, `major_outage`; any other word goes out as it is. */
  readonly status: string;
}

export interface PageUpdate {
  /** `investigating`, `identified`, `monitoring`, `resolved`; any other word goes out as it is. */
  readonly phase: string;
  readonly at: string;
}

export interface PageIncident {
  readonly id: string;
  readonly title: string;
  /** `none`, `minor`, `major`, `critical`; any other word goes out as it is. */
  readonly impact: string;
  /** Ids of components. */
  readonly components: readonly string[];
  /** Oldest first; there is always one. */
  readonly updates: readonly PageUpdate[];
}

export interface NewIncident {
  readonly id?: string;
  readonly title: string;
  readonly impact?: string;
  readonly components?: readonly string[];
  readonly phase?: string;
  /** When the provider says so, ISO [now]. */
  readonly at?: string;
}

const OVER = 'resolved';
const API: PageComponent = { id: 'api', name: 'API', status: 'operational' };
const WEB: PageComponent = { id: 'web', name: 'Web app', status: 'operational' };

export function openedAt({ updates }: PageIncident): string {
  return updates[0]!.at;
}

export function newestOf({ updates }: PageIncident): PageUpdate {
  return updates.at(-1)!;
}

export function resolvedAt(incident: PageIncident): string | null {
  const { phase, at } = newestOf(incident);
  return phase === OVER ? at : null;
}

/** What a provider says of itself, in words that are nobody's; each kind of page has its own for them. */
export class PageState {
  #components: readonly PageComponent[] = [API, WEB];
  #incidents: readonly PageIncident[] = [];
  #opened = 0;

  get components(): readonly PageComponent[] {
    return this.#components;
  }

  get incidents(): readonly PageIncident[] {
    return this.#incidents;
  }

  get open(): readonly PageIncident[] {
    return this.#incidents.filter((incident) => resolvedAt(incident) === null);
  }

  nameOf(id: string): string {
    return this.#components.find((component) => component.id === id)?.name ?? id;
  }

  setComponent(id: string, status: string): void {
    if (!this.#components.some((component) => component.id === id)) {
      const known = this.#components.map((component) => component.id).join(', ');
      throw new ControlError(`id must be one of ${known}, got ${JSON.stringify(id)}`);
    }
    this.#components = this.#components.map((each) => (each.id === id ? { ...each, status } : each));
  }

  openIncident({ title, phase = 'investigating', at = now(), ...more }: NewIncident): PageIncident {
    this.#opened += 1;
    const { id = `incident-${this.#opened}`, impact = 'major', components = [API.id] } = more;
    const incident = { id, title, impact, components, updates: [{ phase, at }] };
    this.#incidents = [...this.#incidents.filter((each) => each.id !== id), incident];
    return incident;
  }

  updateIncident(id: string, phase: string, at: string = now()): void {
    if (!this.#incidents.some((incident) => incident.id === id)) {
      throw new ControlError(`there is no incident ${JSON.stringify(id)}`);
    }
    this.#incidents = this.#incidents.map((incident) =>
      incident.id === id ? { ...incident, updates: [...incident.updates, { phase, at }] } : incident,
    );
  }

  /** They are listed no more, and nobody said that they are over. */
  forgetIncidents(): void {
    this.#incidents = [];
  }
}

function now(): string {
  return new Date().toISOString();
}
