import type { SendOutcome } from './alert-channel.ts';

/** chosen: messages of which a part was taken; older ones are sent again as a whole, which does no harm. */
const MAX_MESSAGES = 100;
/** chosen: receivers limit how many come at once. */
const AT_ONCE = 4;

/** One of several requests that make up a message. */
export interface Parcel {
  /** The same whenever the message is sent. */
  readonly key: string;
  send(): Promise<SendOutcome>;
}

/**
 * Sends messages that take a request for each alert. What was taken is not sent again when the rest of its message is:
 * a receiver that takes 120 a minute would never see the end of a group of 500.
 */
export class Parcels {
  readonly #taken = new Map<string, Set<string>>();

  /** Stops at the first request that must come back later, in the order given. */
  async send(messageId: string, parcels: readonly Parcel[]): Promise<SendOutcome> {
    const taken = this.#taken.get(messageId) ?? new Set<string>();
    const failures: Exclude<SendOutcome, { kind: 'delivered' }>[] = [];
    const left = parcels.filter(({ key }) => !taken.has(key));
    while (left.length > 0 && failures.every(({ kind }) => kind === 'refused')) {
      const batch = left.splice(0, AT_ONCE);
      const outcomes = await Promise.all(batch.map((parcel) => parcel.send()));
      outcomes.forEach((outcome, index) => {
        if (outcome.kind === 'delivered') taken.add(batch[index]!.key);
        else failures.push(outcome);
      });
    }
    this.#remember(messageId, failures.length === 0 ? null : taken);
    const outcome = summed(failures, parcels.length);
    return outcome.kind === 'delivered' || taken.size === 0 ? outcome : { ...outcome, mayHaveArrived: true };
  }

  #remember(messageId: string, taken: Set<string> | null): void {
    this.#taken.delete(messageId);
    if (taken === null) return;
    this.#taken.set(messageId, taken);
    const oldest = this.#taken.keys().next().value;
    if (this.#taken.size > MAX_MESSAGES && oldest !== undefined) this.#taken.delete(oldest);
  }
}

/** The message as a whole: to come back later comes before refused, which another attempt would not change. */
function summed(
  failures: readonly Exclude<SendOutcome, { kind: 'delivered' }>[],
  count: number,
): SendOutcome {
  const decisive =
    failures.find(({ kind }) => kind === 'gone') ??
    failures.find(({ kind }) => kind === 'retry') ??
    failures[0];
  if (decisive === undefined) return { kind: 'delivered' };
  const error =
    count === 1 ? decisive.error : `${failures.length} of ${count} parts failed: ${decisive.error}`;
  const mayHaveArrived = failures.some((failure) => failure.mayHaveArrived === true);
  return { ...decisive, error, mayHaveArrived };
}
