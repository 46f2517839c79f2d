import type { ServerSettings } from '../../settings/settings.ts';

/** Where an alert is seen and dealt with. */
export interface AlertLinks {
  /** For people: the dashboard, opened at the alert. */
  readonly page: string;
  /** For people: the same, asked to acknowledge. */
  readonly acknowledgePage: string;
  /** For programs: what they POST an acknowledgement to. */
  readonly acknowledge: string;
}

type Server = Pick<ServerSettings, 'publicUrl' | 'host' | 'port'>;

/** Knows the address of this server as people reach it. */
export class LinkMaker {
  readonly #server: () => Server;

  /** @param server the settings in force, asked for each message */
  constructor(server: () => Server) {
    this.#server = server;
  }

  linksOf(alertId: string): AlertLinks {
    const id = encodeURIComponent(alertId);
    const { publicUrl, host, port } = this.#server();
    const base = publicUrl ?? `http://${hostOf(host)}:${port}`;
    const page = `${base}/?alert=${id}`;
    return {
      page,
      acknowledgePage: `${page}&action=acknowledge`,
      acknowledge: `${base}/health/integration/alerts/${id}/acknowledge`,
    };
  }
}

/** An address that only means "all of them" is none to go to. */
function hostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
