/** Where the outbox reports to; a logger of Nest's is one. */
export interface OutboxLog {
  log(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}
