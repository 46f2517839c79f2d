import type { PageReport } from '../../src/incidents/page-report.ts';
import type { PageDocument, PageReading, StatusPageReader } from '../../src/incidents/status-page-reader.ts';

/** What pages are read as of, unless a test says otherwise. */
export const PAGE_NOW = Date.parse('2026-11-22T04:00:00.000Z');

interface Asked {
  readonly components?: readonly string[];
  readonly regions?: readonly string[];
  readonly companion?: unknown;
}

export function pageDocument(body: unknown): PageDocument {
  return typeof body === 'string'
    ? { text: body, json: undefined }
    : { text: JSON.stringify(body), json: body };
}

/** What a reader makes of a body: JSON, or a text that is none. */
export function readingOf(reader: StatusPageReader, body: unknown, asked: Asked = {}): PageReading {
  const { components = [], regions = [], companion = null } = asked;
  const documents = {
    main: pageDocument(body),
    companion: companion === null ? null : pageDocument(companion),
  };
  return reader.parse(documents, { components, regions, now: PAGE_NOW });
}

/** The same where the page must be readable. */
export function reportOf(reader: StatusPageReader, body: unknown, asked: Asked = {}): PageReport {
  const reading = readingOf(reader, body, asked);
  if ('problem' in reading) throw new Error(`the page cannot be read: ${reading.problem}`);
  return reading.report;
}
