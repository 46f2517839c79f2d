import { z } from 'zod';
import { httpUrl, listOf, number, oneOf, section, text } from './scalars.schema.ts';
import type { StatusPageKind, StatusPageSettings } from './settings.ts';

const STATUS_PAGE_KINDS = [
  'statuspage',
  'google',
  'instatus',
  'betterstack',
  'onlineornot',
  'rss',
] as const satisfies readonly StatusPageKind[];

/** chosen: a public page is asked once a minute at most. */
const SHORTEST_INTERVAL_SECONDS = 60;

/** An address alone stands for a mapping with nothing else in it; empty, as an unset variable leaves it, means none. */
function spelledOut(value: unknown): unknown {
  if (value === undefined || value === '') return null;
  return typeof value === 'string' ? { url: value } : value;
}

export const statusPageSchema = z
  .preprocess(
    spelledOut,
    section({
      url: httpUrl().describe('Address of its machine-readable form.'),
      kind: oneOf(STATUS_PAGE_KINDS)
        .nullish()
        .describe(
          'Who makes the page; statuspage stands for Atlassian and incident.io. Default: told by the address, or by the first answer.',
        ),
      components: listOf(text())
        .describe(
          'Ids or names of the components, groups or products that matter; words to look for in a feed. Default: the whole page.',
        )
        .default([]),
      regions: listOf(text())
        .describe('Ids or names of the regions that matter, where the page tells them. Default: all.')
        .default([]),
      interval_seconds: number(SHORTEST_INTERVAL_SECONDS, 86_400)
        .describe('Seconds between two looks, 60 to 86400. Default 60.')
        .default(SHORTEST_INTERVAL_SECONDS),
    }).nullable(),
  )
  .transform((raw): StatusPageSettings | null =>
    raw === null
      ? null
      : {
          url: raw.url,
          kind: raw.kind ?? null,
          components: raw.components,
          regions: raw.regions,
          intervalMs: raw.interval_seconds * 1000,
        },
  );
