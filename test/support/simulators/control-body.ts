import type { IncomingMessage } from 'node:http';
import { FAULT_NAMES, isFaultName, type Fault } from './fault.ts';
import { isRecord } from './wire.ts';

/** What was told cannot be done; the answer is a 400 with the message. */
export class ControlError extends Error {}

export type ControlBody = Readonly<Record<string, unknown>>;

/** JSON names of a fault's details, and the types that they must have. */
const DETAILS = {
  ms: { field: 'ms', types: ['number'] },
  retry_after: { field: 'retryAfterSeconds', types: ['number', 'null'] },
  bytes: { field: 'bytes', types: ['number'] },
  location: { field: 'location', types: ['string'] },
  status: { field: 'status', types: ['number'] },
  headers: { field: 'headers', types: ['object'] },
  body: { field: 'body', types: ['object', 'string', 'array'] },
  path_contains: { field: 'pathContains', types: ['string'] },
  times: { field: 'times', types: ['number'] },
  for_ms: { field: 'forMs', types: ['number'] },
} as const satisfies Record<string, { field: keyof Fault; types: readonly string[] }>;

export function faultToJson(fault: Fault): Record<string, unknown> {
  const json: Record<string, unknown> = { fault: fault.fault };
  for (const [name, { field }] of Object.entries(DETAILS)) {
    if (fault[field] !== undefined) json[name] = fault[field];
  }
  return json;
}

export function faultOf(body: ControlBody): Fault {
  const { fault, ...details } = body;
  if (!isFaultName(fault)) {
    throw new ControlError(`fault must be one of ${FAULT_NAMES.join(', ')}, got ${JSON.stringify(fault)}`);
  }
  const parsed: Record<string, unknown> = { fault };
  for (const [name, value] of Object.entries(details)) {
    const detail: { field: string; types: readonly string[] } | undefined = Object.entries(DETAILS).find(
      ([known]) => known === name,
    )?.[1];
    if (detail === undefined) {
      throw new ControlError(`${name} must be one of ${Object.keys(DETAILS).join(', ')}`);
    }
    if (!detail.types.includes(typeOf(value))) {
      throw new ControlError(`${name} must be ${detail.types.join(' or ')}, got ${JSON.stringify(value)}`);
    }
    parsed[detail.field] = value;
  }
  return parsed as unknown as Fault;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** @throws ControlError unless it is a text */
export function textOf(body: ControlBody, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw wrong(name, 'a text', value);
  return value;
}

/** @throws ControlError unless it is a number that is not negative */
export function numberOf(body: ControlBody, name: string): number {
  const value = body[name];
  if (typeof value !== 'number' || value < 0) throw wrong(name, 'a number from 0 on', value);
  return value;
}

/** @throws ControlError unless it is a list of texts */
export function textListOf(body: ControlBody, name: string): string[] {
  const value = body[name];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw wrong(name, 'a list of texts', value);
  }
  return value;
}

/** @throws ControlError unless it is true or false */
export function flagOf(body: ControlBody, name: string): boolean {
  const value = body[name];
  if (typeof value !== 'boolean') throw wrong(name, 'true or false', value);
  return value;
}

/** @throws ControlError unless it is a mapping of texts */
export function textsByNameOf(body: ControlBody, name: string): Record<string, string> {
  const value = body[name];
  if (!isRecord(value) || !Object.values(value).every((item) => typeof item === 'string')) {
    throw wrong(name, 'a mapping of texts', value);
  }
  return value as Record<string, string>;
}

function wrong(name: string, rule: string, value: unknown): ControlError {
  return new ControlError(`${name} must be ${rule}, got ${JSON.stringify(value)}`);
}

export async function readControlBody(request: IncomingMessage): Promise<ControlBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    const parsed: unknown = JSON.parse(text === '' ? '{}' : text);
    if (isRecord(parsed)) return parsed;
  } catch (error) {
    throw new ControlError(`the body must be JSON: ${(error as Error).message}`, { cause: error });
  }
  throw new ControlError('the body must be a JSON object');
}
