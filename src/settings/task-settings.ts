/** The queue of maintenance tasks and those who work on it. */
export interface TaskSettings {
  /** Tasks that may wait [100]; 1 to 10,000. */
  readonly maxWaiting: number;
  /** How long the result of a task can be asked for, milliseconds [3,600,000]; a minute to 30 days. */
  readonly resultTtlMs: number;
  /** Deadline of one attempt, milliseconds [30,000]; one second to an hour. */
  readonly timeoutMs: number;
  /** Attempts in all [3]; 1 to 10. */
  readonly attempts: number;
  /** Tasks that one process works on at once [1]; 1 to 32. */
  readonly concurrency: number;
  /** Whether the server works on tasks itself where they wait in Redis [true]; else `npm run worker` does. */
  readonly workHere: boolean;
  /** Sets the tasks of several installations in one Redis apart [bellwether]. */
  readonly redisPrefix: string;
  /** When the host is checked without being asked: cron, five or six fields, UTC [every 5 minutes]; null never. */
  readonly hostCheckSchedule: string | null;
  /** Host checks that are kept [5000]; 10 to 1,000,000. */
  readonly hostCheckRetention: number;
}
