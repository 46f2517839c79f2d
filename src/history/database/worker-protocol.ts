import type { Statement, StatementResult } from './sqlite-session.ts';

/** A statement to run, or null to close the file and end. */
export interface WorkerRequest {
  readonly id: number;
  readonly statement: Statement | null;
}

/** SQLite's own words; an Error loses its codes on the way to another thread. */
export interface WorkerFailure {
  readonly message: string;
  readonly code: string | null;
  readonly errcode: number | null;
}

export type WorkerReply =
  | { readonly id: number; readonly result: StatementResult }
  | { readonly id: number; readonly error: WorkerFailure };
