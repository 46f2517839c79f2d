import type { Answer } from './http-receiver.ts';

/** What befalls messages on their way. */

/** Takes the request and never answers. */
export const hang: Answer = () => undefined;

/** Ends the connection hard before it answers. */
export const reset: Answer = (request) => void request.socket.resetAndDestroy();

/** Ends the connection in the middle of its answer's head. */
export const tear: Answer = (request) => void request.socket.end('HTTP/1.1 200 O');

/** Answers at once, and never comes to the end of what it says. */
export function drip(status: number): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/plain', 'content-length': '1000000' });
    response.write('o');
  };
}

/** Says far more than anybody wants to hear; `sentBytes` tells how much of it was taken. */
export function flood(status: number, bytes: number): { answer: Answer; sentBytes: () => number } {
  const chunk = 'x'.repeat(64 * 1024);
  let sentBytes = 0;
  const answer: Answer = (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/plain' });
    const pump = (): void => {
      while (sentBytes < bytes && !response.destroyed) {
        sentBytes += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', pump);
      }
      response.end();
    };
    pump();
  };
  return { answer, sentBytes: () => sentBytes };
}

/** Is no HTTP server at all. */
export const gibberish: Answer = (request) => void request.socket.end('220 mail.example ESMTP\r\n');
