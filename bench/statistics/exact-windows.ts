import { SLOT_MS, WINDOWS, type WindowName } from '../../src/statistics/windows.ts';

export interface RecordedCall {
  atMs: number;
  outcome: number;
  latencyMs: number;
  ttftMs: number;
  tokensPerSecond: number;
}

/** The windows as one would write them without a thought for cost: every observation in one array. */
export class ExactWindows {
  readonly #calls: RecordedCall[] = [];
  #newestAtMs = -Infinity;

  record(call: RecordedCall): boolean {
    const isTooLate = slot(call.atMs) <= slot(this.#newestAtMs) - WINDOWS['15m'] / SLOT_MS;
    if (isTooLate) return false;
    this.#newestAtMs = Math.max(this.#newestAtMs, call.atMs);
    this.#calls.push(call);
    return true;
  }

  callsIn(window: WindowName, nowMs: number, sinceMs = -Infinity): RecordedCall[] {
    const lastExpired = slot(Math.max(nowMs, this.#newestAtMs)) - WINDOWS[window] / SLOT_MS;
    return this.#calls.filter(({ atMs }) => slot(atMs) > lastExpired && atMs >= sinceMs);
  }
}

function slot(atMs: number): number {
  return Math.floor(atMs / SLOT_MS);
}
