import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.ts';
import { problemOf } from '../problems/problem-of.ts';
import { sendProblem } from '../problems/problem.filter.ts';
import { pathOf } from '../problems/reply.ts';

/** The router refuses a malformed path before any filter could see it. */
export function refusePath(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const asked = { method: request.method, path: pathOf(request.url) };
  sendProblem(reply, problemOf(error, asked) ?? new Problem({ status: 400 }), asked.path);
}

const PARSER_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** What is not even HTTP, or came too slowly, or with too large headers: there is no request to reply to. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { body } = new Problem({ status: PARSER_STATUS[error.code ?? ''] ?? 400 });
  const text = JSON.stringify(body);
  socket.end(
    [
      `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status] ?? ''}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
      '',
      text,
    ].join('\r\n'),
  );
}
