import type { PageFormat } from './page-format.ts';
import { openedAt, type PageIncident, type PageState, type PageUpdate } from './page-state.ts';

const PATH = '/feed.xml';
const IMPACT: Readonly<Record<string, string>> = { minor: 'Degraded', major: 'Outage', critical: 'Outage' };

/** One item for every update, under one title. */
function item(incident: PageIncident, { phase, at }: PageUpdate, state: PageState): string {
  const about = incident.components.map((id) => state.nameOf(id)).join(', ');
  const word = `${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;
  return `    <item>
      <title>${escaped(incident.title)}</title>
      <description>&lt;strong&gt;${escaped(word)}&lt;/strong&gt; - ${escaped(about)}</description>
      <category>${escaped(IMPACT[incident.impact] ?? incident.impact)}</category>
      <pubDate>${new Date(at).toUTCString()}</pubDate>
      <link>https://status.example/${escaped(incident.id)}</link>
    </item>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function feed(state: PageState): string {
  const items = state.incidents
    .flatMap((incident) => incident.updates.map((update) => ({ incident, update })))
    .toSorted((a, b) => b.update.at.localeCompare(a.update.at))
    .map(({ incident, update }) => item(incident, update, state));
  const since = state.incidents.map(openedAt).toSorted()[0] ?? '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
  <channel>
    <title>Example status</title>
    <description>${since === '' ? 'Nothing to tell' : `Since ${since}`}</description>
${items.join('')}  </channel>
</rss>
`;
}

/** A feed, which tells what happened and nothing of what works. */
export const rss: PageFormat = {
  id: 'rss',
  path: PATH,
  documents: (state) => ({
    [PATH]: { kind: 'text', text: feed(state), contentType: 'application/rss+xml; charset=utf-8' },
  }),
};
