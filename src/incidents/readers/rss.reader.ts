import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import type { IncidentImpact } from '../../health/status-page.ts';
import { type PageFilter, type PageIncident, statusOf } from '../page-report.ts';
import {
  type PageDocument,
  type PageDocuments,
  type PageReading,
  StatusPageReader,
} from '../status-page-reader.ts';
import { epochOf, linkOf, titleOf, wordOf } from './page-text.ts';

/** A feed never takes a thing back: what it told a day ago, and never of since, is not held against anybody. */
const NEWS_FOR_MS = 24 * 3_600_000;
/** What the newest word of an incident stands in. */
const HEAD_CHARACTERS = 120;

const LISTS = new Set(['item', 'entry', 'category']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name) => LISTS.has(name),
});

/** The text of an element, with or without attributes. */
const element = z
  .union([z.string(), z.object({ '#text': z.string().optional() }).transform((each) => each['#text'] ?? '')])
  .nullish();

const linkSchema = z.union([
  z.string(),
  z.object({ '@href': z.string() }).transform((each) => each['@href']),
  z.array(z.object({ '@href': z.string() })).transform((all) => all[0]?.['@href'] ?? ''),
]);

const itemSchema = z.object({
  title: element,
  description: element,
  summary: element,
  content: element,
  link: linkSchema.nullish(),
  pubDate: element,
  published: element,
  updated: element,
  category: z
    .array(z.union([z.string(), z.object({ '@term': z.string() }).transform((each) => each['@term'])]))
    .nullish()
    .catch(null),
});

// An element without children is an empty text.
const holder = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.union([z.object(shape), z.literal('').transform(() => null)]);

const feedSchema = z.union([
  z
    .object({ rss: z.object({ channel: holder({ item: z.array(itemSchema).optional() }) }) })
    .transform(({ rss }) => rss.channel?.item ?? []),
  z
    .object({ feed: holder({ entry: z.array(itemSchema).optional() }) })
    .transform(({ feed }) => feed?.entry ?? []),
]);

type Item = z.output<typeof itemSchema>;

const OVER = /\b(resolved|completed|postmortem|operating normally|recovered)\b/i;
const STATUS = new RegExp(
  `${OVER.source}|\\b(investigating|identified|monitoring|update|verifying|in progress|scheduled)\\b`,
  'i',
);
const PREFIX = new RegExp(
  String.raw`^\s*(\[?(resolved|update|investigating|identified|monitoring)\]?\s*[:-]?\s+|` +
    String.raw`(informational message|service (is operating normally|degradation|disruption|impact))\s*:\s*)`,
  'i',
);

/** RSS and Atom: items that tell what happened, and nothing of what works. */
export class RssReader extends StatusPageReader {
  readonly kind = 'rss';

  recognises({ text }: PageDocument): boolean {
    return /^\s*(<\?xml[^>]*\?>\s*)?(<!--[\s\S]*?-->\s*)*<(rss|feed)[\s>]/.test(text);
  }

  companionUrl(): null {
    return null;
  }

  parse({ main }: PageDocuments, filter: PageFilter): PageReading {
    const { items, problem } = itemsOf(main.text);
    if (items === null) return { problem };
    const incidents = incidentsOf(
      items.filter((item) => isMeant(item, filter)),
      filter.now,
    );
    // Items on something else prove that the feed is alive.
    const isAlive = incidents.length === 0 && items.length > 0;
    return {
      report: {
        status: isAlive ? 'operational' : statusOf(null, incidents),
        componentStatus: null,
        affected: [],
        incidents,
        isListStated: true,
        missing: [],
      },
    };
  }
}

type Items =
  | { readonly items: readonly Item[]; readonly problem: '' }
  | { readonly items: null; readonly problem: string };

function itemsOf(text: string): Items {
  // Nobody needs a document type in a feed but who wants to blow it up.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) {
    return {
      items: null,
      problem: /<html/i.test(text) ? 'HTML instead of a feed' : 'a feed with a document type',
    };
  }
  if (XMLValidator.validate(text) !== true) return { items: null, problem: 'body is not well-formed XML' };
  const feed = feedSchema.safeParse(parser.parse(text));
  return feed.success
    ? { items: feed.data, problem: '' }
    : { items: null, problem: 'neither an RSS nor an Atom feed' };
}

function bodyOf({ description, summary, content }: Item): string {
  return (description ?? content ?? summary ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function isMeant(item: Item, { components, regions }: PageFilter): boolean {
  const text = [item.title, bodyOf(item), ...(item.category ?? [])].join(' ').toLowerCase();
  const holds = (words: readonly string[]): boolean =>
    words.length === 0 || words.some((each) => text.includes(each.toLowerCase()));
  return holds(components) && holds(regions);
}

interface Told {
  readonly item: Item;
  readonly title: string;
  readonly at: number;
  readonly isOver: boolean;
}

/** Several items may tell of one incident; the title holds them together, and the newest decides. */
function incidentsOf(items: readonly Item[], now: number): PageIncident[] {
  const byTitle = new Map<string, Told[]>();
  for (const told of items.flatMap(toldBy).toSorted((a, b) => a.at - b.at)) {
    const before = byTitle.get(told.title) ?? [];
    // What comes after an end is another incident of the same name.
    byTitle.set(told.title, before.at(-1)?.isOver === true && !told.isOver ? [told] : [...before, told]);
  }
  return [...byTitle.values()].map((all) => incidentOf(all, now));
}

/** An item without a date tells nothing of now. */
function toldBy(item: Item): Told[] {
  const at = epochOf(item.updated ?? item.pubDate ?? item.published);
  const title = titleOf((item.title ?? '').replace(PREFIX, '').replace(PREFIX, ''));
  return at === null || title === '' ? [] : [{ item, title, at, isOver: isOver(item) }];
}

/** By its categories, its title, or the first status word of its text, which is the newest. */
function isOver(item: Item): boolean {
  if ((item.category ?? []).some((each) => OVER.test(each)) || OVER.test(item.title ?? '')) return true;
  const newest = STATUS.exec(bodyOf(item).slice(0, HEAD_CHARACTERS));
  return newest !== null && OVER.test(newest[0]);
}

function incidentOf(all: readonly Told[], now: number): PageIncident {
  const first = all[0]!;
  const last = all.at(-1)!;
  const startedAt = epochOf(first.item.published ?? first.item.pubDate) ?? first.at;
  const isStale = !last.isOver && now - last.at > NEWS_FOR_MS;
  return {
    id: last.title,
    title: last.title,
    impact: impactOf(last.item),
    phase: isStale ? 'stale' : last.isOver ? 'resolved' : 'open',
    isOpen: !last.isOver && !isStale,
    startedAt,
    reportedAt: startedAt,
    updatedAt: last.at,
    // The date of an item is often that of its beginning.
    resolvedAt: last.isOver && last.at > startedAt ? last.at : null,
    url: linkOf(last.item.link),
    components: [],
  };
}

function impactOf(item: Item): IncidentImpact {
  const words = [item.title ?? '', ...(item.category ?? []).map((each) => wordOf(each))]
    .join(' ')
    .toLowerCase();
  if (/maintenance/.test(words)) return 'maintenance';
  if (/outage|disruption/.test(words)) return 'major';
  return /degrad/.test(words) ? 'minor' : 'unknown';
}
