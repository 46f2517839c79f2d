import type { IncomingHttpHeaders } from 'node:http';
import { gunzip } from 'node:zlib';
import { SetMetadata } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../problems/problem.ts';
import type { Asking } from '../../problems/reply.ts';

/** What a route takes. */
export interface DoorOptions {
  readonly mediaTypes: readonly string[];
  /** Longest body, bytes; of one that comes compressed, also when it is unpacked. */
  readonly limitBytes: number;
}

/** A body as it came, unpacked; or what the host's own parser has made of it. */
export interface RawBody {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Undefined where we read the bytes ourselves. */
  readonly parsed?: unknown;
}

type Done = (error: Error | null, body?: unknown) => void;

const OPTIONS = 'bellwether.door';
/** What `RouteConfig` of @nestjs/platform-fastify sets; to import that would load Fastify into hosts that have none. */
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';
/** What bodies for our routes are called inside, so that neither the host's parsers nor other routes meet them. */
const PRIVATE_TYPE = 'application/vnd.bellwether.raw-body';

/** Requests that came through a door, with the media type that they really have. */
const entered = new WeakMap<object, string>();
const NOTHING = Buffer.alloc(0);

/** Marks a route whose handler reads its body itself: faster than the framework would, and of any media type. */
export function Door(options: DoorOptions): MethodDecorator {
  return SetMetadata(FASTIFY_ROUTE_CONFIG, { [OPTIONS]: options });
}

/** Must stand before routes are registered. */
export function openDoors(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(PRIVATE_TYPE, { parseAs: 'buffer' }, parse);
  fastify.addHook('onRoute', (route) => {
    const options = optionsOf(route.config);
    if (options === null) return;
    route.bodyLimit = options.limitBytes;
    route.preParsing = (request, reply, _payload, done) => {
      reply.header('x-content-type-options', 'nosniff');
      done(enter(request, options));
    };
  });
}

/**
 * The body of a request that came through a door; null where it had none. On a server without doors (Express) what its
 * own parser left in the request is all there is: JSON, and nothing else.
 *
 * @throws Problem 415 for what that parser does not read
 */
export function bodyOf(request: Asking): RawBody | null {
  const { body, headers } = request;
  if (Buffer.isBuffer(body))
    return { mediaType: entered.get(request) ?? mediaTypeOf(headers) ?? '', bytes: body };
  if (entered.has(request) || !hasBody(headers)) return null;
  if (body === undefined || mediaTypeOf(headers) !== 'application/json') {
    throw unsupported('on this server only application/json is read here');
  }
  return { mediaType: 'application/json', bytes: NOTHING, parsed: body };
}

/** Why a request is not let in; null when it is. */
function enter(request: FastifyRequest, { mediaTypes }: DoorOptions): Error | null {
  const { headers } = request.raw;
  const mediaType = mediaTypeOf(headers);
  if (mediaType === null && !hasBody(headers)) return null;
  if (mediaType === null || !mediaTypes.includes(mediaType)) {
    return unsupported(`content-type must be ${mediaTypes.join(' or ')}`);
  }
  if (!['identity', 'gzip', 'x-gzip'].includes(encodingOf(request))) {
    return unsupported('content-encoding must be gzip, or none');
  }
  entered.set(request, mediaType);
  headers['content-type'] = PRIVATE_TYPE;
  return null;
}

function mediaTypeOf(headers: IncomingHttpHeaders): string | null {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? null;
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function encodingOf({ raw: { headers } }: FastifyRequest): string {
  return (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
}

function unsupported(detail: string): Problem {
  return new Problem({ status: 415, detail });
}

function parse(request: FastifyRequest, body: Buffer, done: Done): void {
  const options = optionsOf(request.routeOptions.config);
  if (options === null || !entered.has(request)) {
    done(unsupported('this route does not read bodies of that content-type'));
  } else if (encodingOf(request) === 'identity') {
    done(null, body);
  } else {
    gunzip(body, { maxOutputLength: options.limitBytes }, (error, unpacked) => {
      if (error === null) done(null, unpacked);
      else done(packingProblem(error));
    });
  }
}

function packingProblem(error: NodeJS.ErrnoException): Problem {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') {
    return new Problem({ status: 413, detail: 'the body is larger, unpacked, than this route accepts' });
  }
  return new Problem({
    status: 400,
    title: 'Invalid body',
    detail: '1 field is wrong',
    errors: [{ field: 'body', rule: 'valid gzip', value: null }],
  });
}

function optionsOf(config: unknown): DoorOptions | null {
  const options = (config as Readonly<Record<string, unknown>> | undefined)?.[OPTIONS];
  return (options as DoorOptions | undefined) ?? null;
}
