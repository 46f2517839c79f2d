import type { RawBody } from '../door/door.ts';
import { wrongBody } from '../door/json-body.ts';

/** chosen: ten times the largest batch that LiteLLM sends by itself. */
const MOST_LOGS = 5_000;

/**
 * LiteLLM's `generic_api` sends a list, one log, or one log a line, and calls all three `application/json`.
 *
 * @throws Problem 400 when it is none of them
 */
export function logsOf(body: RawBody | null): readonly unknown[] {
  if (body?.parsed !== undefined) return asList(body.parsed);
  const text = body?.bytes.toString() ?? '';
  if (text.trim() === '') throw wrongBody('required, JSON');
  const whole = parsed(text);
  if (whole !== undefined) return asList(whole);
  const lines = bounded(text.split('\n').filter((line) => line.trim() !== ''));
  if (lines.length === 1) throw wrongBody('valid JSON');
  // a line that is cut or garbled is told as one log that is wrong, and keeps no other out
  const logs = lines.map(parsed);
  if (logs.every((log) => log === undefined)) throw wrongBody('valid JSON, or one JSON object a line');
  return logs;
}

function asList(whole: unknown): readonly unknown[] {
  return bounded(Array.isArray(whole) ? (whole as readonly unknown[]) : [whole]);
}

function bounded<T>(logs: readonly T[]): readonly T[] {
  if (logs.length > MOST_LOGS) throw wrongBody(`at most ${MOST_LOGS} logs`);
  return logs;
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // V8's message quotes what was sent, which may be a prompt
    return undefined;
  }
}
