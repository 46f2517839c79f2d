import type { Generated, Kysely, Transaction } from 'kysely';

/** Names as small numbers: what is kept of an observation is some 40 bytes. */
export type TargetRow = {
  id: Generated<number>;
  name: string;
};

export type RecordRow = {
  target_id: number;
  at_ms: number;
  seq: number;
  source: number;
  depth: number;
  failure: number;
  blame: number;
  status: number;
  http_status: number | null;
  latency_us: number | null;
  ttft_us: number | null;
  output_tokens: number | null;
  request_id: string | null;
  /** JSON of what few observations have. */
  more: string | null;
};

export type RollupRow = {
  resolution: number;
  target_id: number;
  is_call: number;
  start_minute: number;
  /** 0 for what was merged from finer ones. */
  part: number;
  ok: number;
  /** JSON of counts by kind. */
  by_failure: string | null;
  latency: Uint8Array | null;
  ttft: Uint8Array | null;
  speed: Uint8Array | null;
};

/** Up to where the finer roll-ups of a target have been merged into this resolution. */
export type RollupProgressRow = {
  resolution: number;
  target_id: number;
  until_minute: number;
};

/** From where on a resolution is still kept. */
export type RollupFloorRow = {
  resolution: number;
  from_minute: number;
};

export type TransitionRow = {
  target_id: number;
  at_ms: number;
  seq: number;
  from_status: number;
  to_status: number;
  blame: number;
  /** JSON. */
  reasons: string;
};

export type CircuitChangeRow = {
  target_id: number;
  at_ms: number;
  seq: number;
  from_state: number;
  to_state: number;
  forced: number;
  retry_at_ms: number | null;
  reason: string | null;
};

export type ProbeSpendRow = {
  target_id: number;
  day: string;
  usd: number;
  input_tokens: number;
  output_tokens: number;
};

export type SavedStateRow = {
  key: string;
  value: string;
  at_ms: number;
};

export type HistoryTables = {
  targets: TargetRow;
  records: RecordRow;
  rollups: RollupRow;
  rollup_progress: RollupProgressRow;
  rollup_floor: RollupFloorRow;
  transitions: TransitionRow;
  circuit_changes: CircuitChangeRow;
  probe_spend: ProbeSpendRow;
  saved_states: SavedStateRow;
};

export type HistoryKysely = Kysely<HistoryTables>;
export type HistoryTransaction = Transaction<HistoryTables>;
