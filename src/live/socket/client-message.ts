import { fieldErrors } from '../../problems/field-errors.ts';
import { Problem, type ProblemBody } from '../../problems/problem.ts';
import { clientMessage } from '../live.schema.ts';
import type { SocketLine } from './socket-line.ts';

interface Asked {
  readonly resume: (id: string) => void;
  readonly line: Pick<SocketLine, 'say'>;
}

/** Does what a client of the WebSocket says, or says what is wrong with it. */
export function answerMessage(text: string, { resume, line }: Asked): void {
  const problem = problemOf(text, resume);
  if (problem !== null) line.say(JSON.stringify({ event: 'problem', data: problem }));
}

function problemOf(text: string, resume: (id: string) => void): ProblemBody | null {
  const value = parsed(text);
  const read = clientMessage.safeParse(value);
  if (read.success) {
    resume(read.data.resume);
    return null;
  }
  const input = { name: 'message', key: undefined, value, schema: clientMessage };
  const errors = fieldErrors(read.error.issues, input);
  return new Problem({ status: 400, title: 'Invalid message', errors }).body;
}

/** Undefined is no message either. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
