import type { MonotonicMs } from '../clock/clock.ts';
import type { AdoptedTarget } from '../targets/adopted-target.ts';
import { UNKNOWN_KIND } from '../targets/adopted-target.ts';
import type { TargetCatalogue } from '../targets/target-catalogue.ts';
import { kindOfVendor } from './vendor-names.ts';

/** chosen: what a person can look through; each costs a few KiB and a place in every list. */
const MOST_ADOPTED = 100;
/** chosen: who was not called for an hour makes room, when room is needed. */
const QUIET_MS = 3_600_000;
const LONGEST_ID = 64;

/**
 * Makes targets of the names that callers report and the settings do not have, a bounded number of them. They survive
 * a reload and a restart (the catalogue and the history keep them) until others need their place.
 */
export class Adoption {
  readonly #catalogue: TargetCatalogue;
  readonly #isOn: () => boolean;
  readonly #calledAtMs = new Map<string, MonotonicMs>();

  constructor(catalogue: TargetCatalogue, isOn: () => boolean) {
    this.#catalogue = catalogue;
    this.#isOn = isOn;
  }

  /** The id under which that name is watched from now on; null where it is not taken in. */
  adopt(name: string, host: string | null, nowMs: MonotonicMs): string | null {
    if (!this.#isOn()) return null;
    const id = idOf(name);
    if (id === '') return null;
    if (this.#catalogue.get(id) === undefined && !this.#add(id, host, nowMs)) return null;
    this.noteCall(id, nowMs);
    return id;
  }

  noteCall(id: string, nowMs: MonotonicMs): void {
    if (this.#catalogue.get(id)?.isAdopted === true) this.#calledAtMs.set(id, nowMs);
  }

  #add(id: string, host: string | null, nowMs: MonotonicMs): boolean {
    const kept = this.#withRoom(nowMs);
    if (kept === null) return false;
    const adopted: AdoptedTarget = { id, kind: kindOfVendor(id) ?? UNKNOWN_KIND, host };
    this.#catalogue.adopt([...kept, adopted]);
    return this.#catalogue.get(id) !== undefined;
  }

  /** What is adopted already, without one that has been quiet where there would be too many; null where none has. */
  #withRoom(nowMs: MonotonicMs): readonly AdoptedTarget[] | null {
    const adopted = this.#catalogue.adopted();
    if (adopted.length < MOST_ADOPTED) return adopted;
    const calledAtMs = ({ id }: AdoptedTarget): MonotonicMs => this.#calledAtMs.get(id) ?? -Infinity;
    const quietest = adopted.reduce((a, b) => (calledAtMs(b) < calledAtMs(a) ? b : a));
    if (nowMs - calledAtMs(quietest) < QUIET_MS) return null;
    this.#calledAtMs.delete(quietest.id);
    return adopted.filter((each) => each !== quietest);
  }
}

/** An id as the settings would have it; a model in the name belongs to the provider before it. */
function idOf(name: string): string {
  const [provider = ''] = name.toLowerCase().split('/', 1);
  const id = provider.replaceAll(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+/, '');
  return id.slice(0, LONGEST_ID);
}
