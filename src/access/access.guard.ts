import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { isOurs } from '../problems/endpoints.ts';
import { type Asking, type Reply, responseOf } from '../problems/reply.ts';
import { Entrance } from './entrance.ts';
import { OperateLog } from './operate-log.ts';
import { type Demand, demandOf } from './requirement.ts';

const READS = new Set(['GET', 'HEAD']);

/** Asks who it is at every route of ours; those of the application that takes us in are its own affair. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #demands = new Map<object, Demand | null>();

  constructor(
    private readonly entrance: Entrance,
    private readonly log: OperateLog,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const demand = this.#demandOf(context);
    if (demand === null) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Asking>();
    const admission = this.entrance.admit(request, demand);
    if (demand.requirement === 'operate' && !READS.has(request.method)) {
      this.log.follow(request, responseOf(http.getResponse<Reply>()), admission);
    }
    if (!admission.isAdmitted) throw admission.problem;
    return true;
  }

  /** Null where the handler is none of ours. */
  #demandOf(context: ExecutionContext): Demand | null {
    const handler = context.getHandler();
    const known = this.#demands.get(handler);
    if (known !== undefined) return known;
    const controller = context.getClass();
    const demand = isOurs(controller) ? demandOf(controller, handler) : null;
    this.#demands.set(handler, demand);
    return demand;
  }
}
