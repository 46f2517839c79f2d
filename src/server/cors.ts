import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** chosen: browsers ask again after it; Chromium keeps an answer no longer than two hours. */
const PREFLIGHT_SECONDS = 600;

/** Lets pages of these origins call, with a token and never with a browser's own credentials. */
export function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-none-match', 'last-event-id'],
    exposedHeaders: ['etag', 'retry-after', 'www-authenticate'],
    credentials: false,
    maxAge: PREFLIGHT_SECONDS,
  });
}
