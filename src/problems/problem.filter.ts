import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';
import { type Asked, problemOf } from './problem-of.ts';

const UNFORESEEN = { status: 500, detail: 'an error of this server; it is logged' };

/** Sends everything that is thrown as `application/problem+json`, and logs once what nobody foresaw. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('problems');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const asked = { method: request.method, path: pathOf(request.url) };
    const problem = problemOf(error, asked) ?? new Problem({ ...UNFORESEEN, cause: error });
    if (problem.getStatus() >= 500 && problem.cause !== undefined) this.#log(problem, asked);
    sendProblem(reply, problem, asked.path);
  }

  #log(problem: Problem, { method, path }: Asked): void {
    this.#logger.error({ err: problem.cause, method, path, status: problem.getStatus() }, 'request failed');
  }
}

export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

export function sendProblem(reply: FastifyReply, problem: Problem, instance: string): void {
  if (reply.raw.headersSent) {
    // half a body went out: only a broken connection tells that it is not the whole
    reply.raw.destroy();
    return;
  }
  void reply
    .code(problem.getStatus())
    // what the handler said of a good answer does not hold for this one
    .removeHeader('etag')
    .header('cache-control', 'no-store')
    .headers(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem.body, instance }));
}
