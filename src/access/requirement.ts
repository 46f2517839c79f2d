import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/internal';
import type { ApiRole } from '../settings/process-settings.ts';

/**
 * What a route asks of its caller: the role of a token; `metrics` is what readers may and the scraper's own token;
 * `open` asks nobody.
 */
export type Requirement = 'open' | 'metrics' | ApiRole;

export interface Demand {
  readonly requirement: Requirement;
  /** Whether the token may come as `?access_token=`, where browsers can set no header (EventSource, WebSocket). */
  readonly tokenInQuery: boolean;
}

const ACCESS = Symbol('access:demand');
const READS: readonly unknown[] = [RequestMethod.GET, RequestMethod.HEAD];

/**
 * Says what a route, or every route of a controller, asks of its caller. Without it reads ask for `read` and everything
 * else for `operate`, so that a route that somebody forgot is closed rather than open.
 */
export function Access(
  requirement: Requirement,
  { tokenInQuery = false }: Partial<Pick<Demand, 'tokenInQuery'>> = {},
): MethodDecorator & ClassDecorator {
  const demand: Demand = { requirement, tokenInQuery };
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor) => {
    const place: unknown = descriptor === undefined ? target : descriptor.value;
    Reflect.defineMetadata(ACCESS, demand, place as object);
  };
}

/** What the handler of a route asks of its caller. */
export function demandOf(controller: object, handler: object): Demand {
  const told: Demand | undefined =
    Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller);
  if (told !== undefined) return told;
  const isRead = READS.includes(Reflect.getMetadata(METHOD_METADATA, handler));
  return { requirement: isRead ? 'read' : 'operate', tokenInQuery: false };
}
