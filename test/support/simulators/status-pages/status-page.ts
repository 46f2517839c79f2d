import { createHash } from 'node:crypto';
import { type ControlBody, textListOf, textOf } from '../control-body.ts';
import { startSimulator, type ProviderSimulator, type SimulatorOptions } from '../provider-simulator.ts';
import { get, openToAll, plainError, selfHosted } from '../servers/server-wire.ts';
import type { Controls, Vendor } from '../vendor.ts';
import { headerOf, type WireAnswer, type WireRequest } from '../wire.ts';
import { betterstack } from './betterstack.simulator.ts';
import { googleCloud } from './google-cloud.simulator.ts';
import { incidentIo } from './incident-io.simulator.ts';
import { instatus } from './instatus.simulator.ts';
import { onlineornot } from './onlineornot.simulator.ts';
import type { PageDocument, PageFormat } from './page-format.ts';
import { PageState, type NewIncident } from './page-state.ts';
import { rss } from './rss.simulator.ts';
import { statuspage } from './statuspage.simulator.ts';

export const PAGE_FORMATS: readonly PageFormat[] = [
  statuspage,
  incidentIo,
  googleCloud,
  instatus,
  betterstack,
  onlineornot,
  rss,
];

/** A status page that listens: what it says is in `page`, what goes wrong with it in `simulator`. */
export interface ListeningPage {
  readonly page: PageState;
  readonly simulator: ProviderSimulator;
  /** As the settings want it. */
  readonly url: string;
}

export async function startPage(format: PageFormat, options: SimulatorOptions = {}): Promise<ListeningPage> {
  const page = new PageState();
  const simulator = await startSimulator(pageVendor(format, page), options);
  return { page, simulator, url: simulator.baseUrl };
}

/** A page is a server like the others: it takes the same faults, and is told what it says beside. */
function pageVendor(format: PageFormat, page: PageState): Vendor {
  const paths = Object.keys(format.documents(page));
  return selfHosted(
    {
      id: format.id,
      basePath: format.path,
      defaultModels: [],
      isOpen: openToAll,
      controls: controlsOf(page),
      routes: paths.map((path) =>
        get(new RegExp(`^${path.replaceAll('.', '\\.')}$`), ({ request }) =>
          conditional(request, format.documents(page)[path]!),
        ),
      ),
    },
    plainError,
  );
}

/** Whoever brings the tag of what there is gets nothing new. */
function conditional(request: WireRequest, content: PageDocument): WireAnswer {
  const etag = `"${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)}"`;
  const headers = { etag, 'cache-control': 'max-age=10' };
  if (headerOf(request, 'if-none-match') !== etag) return { status: 200, headers, content };
  return { status: 304, headers, content: { kind: 'text', text: '', contentType: 'text/plain' } };
}

function controlsOf(page: PageState): Controls {
  return {
    routes: {
      'POST components': (body) => page.setComponent(textOf(body, 'id'), textOf(body, 'status')),
      'POST incidents': (body) => void page.openIncident(newIncidentOf(body)),
      'POST incidents/update': (body) =>
        page.updateIncident(textOf(body, 'id'), textOf(body, 'phase'), optionalText(body, 'at')),
      'POST incidents/resolve': (body) =>
        page.updateIncident(textOf(body, 'id'), 'resolved', optionalText(body, 'at')),
      'DELETE incidents': () => page.forgetIncidents(),
    },
    describe: () => ({ components: page.components, incidents: page.incidents }),
  };
}

function newIncidentOf(body: ControlBody): NewIncident {
  const optional = ['id', 'impact', 'phase', 'at'].filter((name) => body[name] !== undefined);
  return {
    title: textOf(body, 'title'),
    ...Object.fromEntries(optional.map((name) => [name, textOf(body, name)])),
    ...(body['components'] === undefined ? {} : { components: textListOf(body, 'components') }),
  };
}

function optionalText(body: ControlBody, name: string): string | undefined {
  return body[name] === undefined ? undefined : textOf(body, name);
}

if (import.meta.main) {
  const [id, port] = process.argv.slice(2);
  const format = PAGE_FORMATS.find((each) => each.id === id);
  if (format === undefined) throw new Error(`name one of ${PAGE_FORMATS.map((each) => each.id).join(', ')}`);
  const { simulator, url } = await startPage(format, { port: Number(port ?? 0) });
  process.stdout.write(`${id} ${url} (control: ${simulator.origin}/_sim)\n`);
  process.once('SIGINT', () => void simulator.close());
}
