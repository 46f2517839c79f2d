/** chosen: in an hour of outage 300 failed calls beside some 300 checks, of the 1,000 records that are kept. */
const MOST_A_MINUTE = 5;
const MINUTE_MS = 60_000;

/** Of the failed calls of one target only the first few of a minute are kept as records; the roll-ups count all. */
export class EvidenceLimit {
  readonly #taken = new Map<string, { minute: number; count: number }>();

  take(targetId: string, atMs: number): boolean {
    const minute = Math.floor(atMs / MINUTE_MS);
    const taken = this.#taken.get(targetId);
    if (taken === undefined || taken.minute !== minute) {
      this.#taken.set(targetId, { minute, count: 1 });
      return true;
    }
    taken.count++;
    return taken.count <= MOST_A_MINUTE;
  }

  forget(targetId: string): void {
    this.#taken.delete(targetId);
  }
}
