import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { Problem } from './problem.ts';
import { type Asked, problemOf } from './problem-of.ts';
import { type Asking, pathOf, type Reply, responseOf, setHeaders } from './reply.ts';

const UNFORESEEN = { status: 500, detail: 'an error of this server; it is logged' };

/** Sends everything that is thrown as `application/problem+json`, and logs once what nobody foresaw. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('problems');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Asking>();
    const asked = { method: request.method, path: pathOf(request.originalUrl) };
    const problem = problemOf(error, asked) ?? new Problem({ ...UNFORESEEN, cause: error });
    if (problem.getStatus() >= 500 && problem.cause !== undefined) this.#log(problem, asked);
    sendProblem(http.getResponse<Reply>(), problem, asked.path);
  }

  #log(problem: Problem, { method, path }: Asked): void {
    this.#logger.error({ err: problem.cause, method, path, status: problem.getStatus() }, 'request failed');
  }
}

export function sendProblem(reply: Reply, problem: Problem, instance: string): void {
  const response = responseOf(reply);
  if (response.headersSent) {
    // half a body went out: only a broken connection tells that it is not the whole
    response.destroy();
    return;
  }
  // what the handler said of a good answer does not hold for this one
  reply.removeHeader('etag');
  reply.status(problem.getStatus()).header('cache-control', 'no-store').type('application/problem+json');
  setHeaders(reply, problem.headers);
  reply.send(JSON.stringify({ ...problem.body, instance }));
}
