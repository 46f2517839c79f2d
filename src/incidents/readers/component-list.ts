import type { PageStatus } from '../../health/status-page.ts';
import { type ComponentState, isImpaired, worstOf } from '../page-report.ts';
import { isNamed, titleOf } from './page-text.ts';

/** One component as pages list it, whatever they call it. */
export interface ListedComponent {
  readonly id: string;
  readonly name: string;
  readonly status: PageStatus;
  readonly groupId?: string | null;
  readonly groupName?: string | null;
  readonly isGroup?: boolean;
}

/** A component as an incident names it. */
export interface NamedComponent {
  readonly id?: string | null | undefined;
  readonly name?: string | null | undefined;
}

/** The components of a page that matter. */
export class ComponentList {
  readonly #wanted: readonly string[];
  readonly #all: readonly ListedComponent[];
  readonly #chosen: readonly ListedComponent[];

  /** @param wanted ids or names of components or groups; empty means all */
  constructor(all: readonly ListedComponent[], wanted: readonly string[]) {
    this.#all = all;
    this.#wanted = wanted;
    const isChosen = (each: ListedComponent): boolean =>
      isNamed(wanted, each.id, each.name) || (!!each.groupId && this.#isChosenGroup(each));
    this.#chosen = wanted.length === 0 ? all.filter(({ isGroup }) => isGroup !== true) : all.filter(isChosen);
  }

  get hasFilter(): boolean {
    return this.#wanted.length > 0;
  }

  /** The worst of those that matter; `unknown` where the page has none of them. */
  get status(): PageStatus {
    return worstOf(this.#chosen.map(({ status }) => status));
  }

  get affected(): readonly ComponentState[] {
    return this.#chosen
      .filter(({ status }) => isImpaired(status))
      .map(({ name, status }) => ({ name: titleOf(name), status }));
  }

  /** What the filter names and the page does not have. */
  get missing(): readonly string[] {
    const isThere = (wanted: string): boolean =>
      this.#all.some(
        (each) => isNamed([wanted], each.id, each.name) || isNamed([wanted], each.groupId, each.groupName),
      );
    return this.#wanted.filter((each) => !isThere(each));
  }

  /** Whether an incident that names these matters. */
  concerns(named: readonly NamedComponent[], isOpen: boolean | null): boolean {
    if (!this.hasFilter) return true;
    if (named.length === 0) return isOpen === false || this.#mayBeMeant();
    return named.some(
      ({ id, name }) =>
        isNamed(this.#wanted, id, name) || this.#chosen.some((each) => isNamed([each.id], id)),
    );
  }

  nameOf(id: string): string {
    return this.#all.find((each) => each.id === id)?.name ?? id;
  }

  /** An incident that names nothing may be about anything: not about what the page says at the same time that it works. */
  #mayBeMeant(): boolean {
    const isFound = this.#chosen.length > 0 || this.#all.length === 0;
    return isFound && this.status !== 'operational' && this.status !== 'maintenance';
  }

  #isChosenGroup({ groupId, groupName }: ListedComponent): boolean {
    const group = this.#all.find((each) => each.id === groupId);
    return isNamed(this.#wanted, groupId, group?.name ?? groupName);
  }
}
