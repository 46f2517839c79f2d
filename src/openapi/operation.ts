import { type z } from 'zod';

/** What one status answers: a JSON schema, a problem, nothing, or a body of another media type. */
export type Answer = z.ZodType | 'problem' | 'empty' | MediaAnswer;

export interface MediaAnswer {
  readonly description?: string;
  /** Schema by media type; null is text or bytes without a schema. */
  readonly content: Readonly<Record<string, z.ZodType | null>>;
}

/** What the API reference says of a route. Bodies and queries are read from `@Body({ schema })` and its like. */
export interface OperationDoc {
  /** A short imperative: `Read the state of every provider`. */
  readonly summary: string;
  readonly description?: string;
  /** Heading that it stands under; the room's trade noun. */
  readonly tag?: string;
  /** What each path parameter means; a schema where it is not plain text. */
  readonly params?: Readonly<Record<string, string | z.ZodType>>;
  /** Only where the handler has no `@Query({ schema })`. */
  readonly query?: z.ZodType;
  /** Only where the handler has no `@Body({ schema })`. */
  readonly body?: z.ZodType;
  /** By status. 400 follows from a query or body, `default` is always a problem: neither needs naming. */
  readonly responses: Readonly<Record<number, Answer>>;
}

const OPERATION = Symbol('openapi:operation');

/** Documents a route of a controller; every registered route has one. */
export function Operation(doc: OperationDoc): MethodDecorator {
  return (_target, _name, descriptor) => {
    const handler: unknown = descriptor.value;
    if (typeof handler !== 'function') throw new TypeError('@Operation stands on a method of a controller');
    Reflect.defineMetadata(OPERATION, doc, handler);
  };
}

export function operationOf(handler: object): OperationDoc | undefined {
  const doc: OperationDoc | undefined = Reflect.getMetadata(OPERATION, handler);
  return doc;
}
