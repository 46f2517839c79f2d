import type { Reason } from '../../health/status.ts';
import { RowStatement } from '../database/row-statement.ts';
import type { Row } from '../database/sql-database.ts';
import type { CircuitRecord, ProbeSpend, SavedState, Transition } from '../history-record.ts';
import { BLAMES, CIRCUIT_STATES, STATUSES } from './codes.ts';
import type { CircuitChangeRow, ProbeSpendRow, SavedStateRow, TransitionRow } from './tables.ts';

const EVENT_KEY = ['target_id', 'at_ms', 'seq'];

export const INSERT_TRANSITIONS = new RowStatement({
  table: 'transitions',
  columns: [...EVENT_KEY, 'from_status', 'to_status', 'blame', 'reasons'],
  key: EVENT_KEY,
  onConflict: 'keep',
});

export function transitionRow(transition: Transition, targetId: number): Row {
  const { at, seq, from, to, blame, reasons } = transition;
  const codes = [STATUSES.codeOf(from), STATUSES.codeOf(to), BLAMES.codeOrNone(blame)];
  return [targetId, at, seq, ...codes, JSON.stringify(reasons)];
}

export function transitionOf(row: TransitionRow, targetId: string): Transition {
  return {
    targetId,
    at: row.at_ms,
    seq: row.seq,
    from: STATUSES.wordOf(row.from_status),
    to: STATUSES.wordOf(row.to_status),
    blame: BLAMES.wordOrNone(row.blame),
    reasons: JSON.parse(row.reasons) as Reason[],
  };
}

export const INSERT_CIRCUIT_CHANGES = new RowStatement({
  table: 'circuit_changes',
  columns: [...EVENT_KEY, 'from_state', 'to_state', 'forced', 'retry_at_ms', 'reason'],
  key: EVENT_KEY,
  onConflict: 'keep',
});

export function circuitRow(change: CircuitRecord, targetId: number): Row {
  const { at, seq, from, to, forced, retryAt, reason } = change;
  const codes = [CIRCUIT_STATES.codeOf(from), CIRCUIT_STATES.codeOf(to), forced ? 1 : 0];
  return [targetId, at, seq, ...codes, retryAt, reason];
}

export function circuitOf(row: CircuitChangeRow, targetId: string): CircuitRecord {
  return {
    targetId,
    at: row.at_ms,
    seq: row.seq,
    from: CIRCUIT_STATES.wordOf(row.from_state),
    to: CIRCUIT_STATES.wordOf(row.to_state),
    forced: row.forced === 1,
    retryAt: row.retry_at_ms,
    reason: row.reason,
  };
}

export const REPLACE_SPEND = new RowStatement({
  table: 'probe_spend',
  columns: ['day', 'target_id', 'usd', 'input_tokens', 'output_tokens'],
  key: ['day', 'target_id'],
  onConflict: 'replace',
});

export function spendRow({ day, usd, inputTokens, outputTokens }: ProbeSpend, targetId: number): Row {
  return [day, targetId, usd, inputTokens, outputTokens];
}

export function spendOf(row: ProbeSpendRow, targetId: string): ProbeSpend {
  const { day, usd, input_tokens: inputTokens, output_tokens: outputTokens } = row;
  return { targetId, day, usd, inputTokens, outputTokens };
}

export const REPLACE_STATES = new RowStatement({
  table: 'saved_states',
  columns: ['key', 'value', 'at_ms'],
  key: ['key'],
  onConflict: 'replace',
});

export function stateRow({ key, value, at }: SavedState): Row {
  return [key, value, at];
}

export function stateOf({ key, value, at_ms: at }: SavedStateRow): SavedState {
  return { key, value, at };
}
