/** What is held against targets beside observations; it must be back before they are assessed after a restart. */
export abstract class RememberedConditions {
  /** Amends the conditions of the targets that are watched, silently. Rejects when the store does. */
  abstract recall(): Promise<void>;
}

/** Where nothing but observations is held against anybody. */
export class NoRememberedConditions extends RememberedConditions {
  recall(): Promise<void> {
    return Promise.resolve();
  }
}
