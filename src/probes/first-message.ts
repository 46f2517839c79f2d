import type { WebSocket } from 'undici';
import type { FailureKind } from '../observations/failure-kind.ts';
import type { TransportFailure } from '../observations/transport-error.ts';
import { parseJson } from './body-reader.ts';
import type { Deadline } from './deadline.ts';

/** chosen: a greeting is a line; a server that sends this much before it sends none. */
const MOST_MESSAGES = 20;

/**
 * Waits for the message with which a server greets, and closes the socket. Null when it came. A WebSocket tells
 * nobody why it failed, so a refusal is known by its moment alone.
 */
export async function firstMessage(
  socket: WebSocket,
  isGreeting: (message: unknown) => boolean,
  deadline: Deadline,
): Promise<TransportFailure | null> {
  try {
    return await deadline.within(greetingOn(socket, isGreeting));
  } catch (error) {
    if (deadline.failure === null) throw error;
    return deadline.failure;
  } finally {
    socket.close();
  }
}

function greetingOn(
  socket: WebSocket,
  isGreeting: (message: unknown) => boolean,
): Promise<TransportFailure | null> {
  return new Promise((resolve) => {
    let isOpen = false;
    let messages = 0;
    const fail = (failure: FailureKind, detail: string) =>
      resolve({ failure, detail, vendorCode: null, isLocal: false });
    socket.addEventListener('open', () => void (isOpen = true));
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string' && isGreeting(parseJson(data))) resolve(null);
      else if (++messages >= MOST_MESSAGES) fail('invalid_response', 'no status among its messages');
    });
    // An error is always followed by the end of the socket; unheard it would be nobody's.
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', () => {
      if (isOpen) fail('network', 'closed before the first status');
      else fail('invalid_response', 'the server accepts no WebSocket');
    });
  });
}
