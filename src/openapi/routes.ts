import { RequestMethod, type Type } from '@nestjs/common';
import {
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
  RouteParamtypes,
} from '@nestjs/common/internal';
import { MetadataScanner } from '@nestjs/core';
import { type z } from 'zod';
import { demandOf, type Requirement } from '../access/requirement.ts';
import { type OperationDoc, operationOf } from './operation.ts';

/** One route as a controller registers it. */
export interface Route {
  /** Lower-case, as OpenAPI has it. */
  readonly method: string;
  /** With its parameters as `:id`. */
  readonly path: string;
  readonly controller: string;
  readonly handler: string;
  readonly doc: OperationDoc | undefined;
  /** What it asks of its caller. */
  readonly requirement: Requirement;
  /** What the handler validates its body and query with. */
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  /** Schemas of path parameters by name. */
  readonly params: Readonly<Record<string, z.ZodType>>;
}

interface Argument {
  readonly data?: unknown;
  readonly schema?: z.ZodType;
}

const scanner = new MetadataScanner();

/** All routes of a controller; every path of it with every path of its methods. */
export function routesOf(controller: Type<unknown>): Route[] {
  const prefixes = pathsOf(controller);
  return scanner.getAllMethodNames(controller.prototype).flatMap((name) => {
    const handler: unknown = controller.prototype[name];
    if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
    const shared = {
      method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!.toLowerCase(),
      controller: controller.name,
      handler: name,
      doc: operationOf(handler),
      requirement: demandOf(controller, handler).requirement,
      ...argumentsOf(controller, name),
    };
    return prefixes.flatMap((prefix) =>
      pathsOf(handler).map((path) => ({ ...shared, path: joined(prefix, path) })),
    );
  });
}

function pathsOf(target: object): string[] {
  const paths: unknown = Reflect.getMetadata(PATH_METADATA, target);
  return [paths ?? ''].flat().map(String);
}

function joined(prefix: string, path: string): string {
  const parts = `${prefix}/${path}`.split('/').filter((part) => part !== '');
  return `/${parts.join('/')}`;
}

function argumentsOf(controller: Type<unknown>, name: string): Pick<Route, 'body' | 'query' | 'params'> {
  const found: Readonly<Record<string, Argument>> =
    Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {};
  const params: Record<string, z.ZodType> = {};
  let body: z.ZodType | undefined;
  let query: z.ZodType | undefined;
  for (const [key, { data, schema }] of Object.entries(found)) {
    const [kind] = key.split(':', 1);
    if (schema === undefined) continue;
    if (kind === `${RouteParamtypes.BODY}`) body = schema;
    if (kind === `${RouteParamtypes.QUERY}`) query = schema;
    if (kind === `${RouteParamtypes.PARAM}` && typeof data === 'string') params[data] = schema;
  }
  return { body, query, params };
}
