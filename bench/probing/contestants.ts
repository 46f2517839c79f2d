import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bellwether, type ProviderDocument } from '../bellwether.ts';
import { freePort } from '../../test/support/free-port.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Certificate } from './self-signed.ts';

export const INTERVAL_S = 30;
/** The default of the settings, and so what the others do as well. */
const JITTER = 0.1;
const BLACKBOX = 'prometheus-blackbox-exporter';
const BLACKBOX_TIMEOUT_S = 10;

/** Who probes, by the name under which the endpoints count it. */
export interface Contestant {
  readonly asker: string;
  readonly process: MeasuredProcess;
  /** Ours, to be asked how well it keeps its schedule. */
  readonly bellwether?: Bellwether;
}

interface OursOptions {
  readonly asker: string;
  readonly kind: 'http' | 'openai_compatible';
  readonly targets: number;
  readonly file?: string;
}

const ENDPOINTS = fileURLToPath(new URL('endpoints.ts', import.meta.url));
const WITHOUT_HISTORY = fileURLToPath(new URL('without-history.ts', import.meta.url));
const BARE_LOOP = fileURLToPath(new URL('bare-loop.ts', import.meta.url));

/** What is probed, and by whom. */
export class Arena {
  readonly endpoints: MeasuredProcess;
  readonly #ports: readonly number[];
  readonly #countsPort: number;
  readonly #directory: string;
  readonly #certificate: Certificate | null;
  readonly #started: MeasuredProcess[] = [];

  private constructor(endpoints: MeasuredProcess, directory: string, certificate: Certificate | null) {
    this.endpoints = endpoints;
    const ports = JSON.parse(endpoints.ready[1]!) as number[];
    this.#ports = ports.slice(0, -1);
    this.#countsPort = ports.at(-1)!;
    this.#directory = directory;
    this.#certificate = certificate;
  }

  /** Endpoints of http, or of https where a certificate is given. */
  static async open(
    count: number,
    directory: string,
    certificate: Certificate | null = null,
  ): Promise<Arena> {
    const tls = certificate === null ? [] : [certificate.keyFile, certificate.certificateFile];
    const args = [ENDPOINTS, String(count), ...tls];
    return new Arena(
      await MeasuredProcess.start({ args, ready: /^ports (\[.*\])$/m }),
      directory,
      certificate,
    );
  }

  bellwether(asker: string, kind: 'http' | 'openai_compatible', targets: number): Promise<Contestant> {
    return this.#bellwether({ asker, kind, targets });
  }

  /** The same without the rooms that keep history. */
  withoutHistory(asker: string, targets: number): Promise<Contestant> {
    return this.#bellwether({ asker, kind: 'http', targets, file: WITHOUT_HISTORY });
  }

  async #bellwether({ asker, kind, targets, file }: OursOptions): Promise<Contestant> {
    const path = kind === 'http' ? '' : '/v1';
    const provider = (url: string): ProviderDocument => ({
      kind,
      base_url: url + path,
      interval_seconds: INTERVAL_S,
    });
    const urls = this.#urls(asker, targets);
    const providers = Object.fromEntries(urls.map((url, i) => [`provider-${i}`, provider(url)]));
    const directory = mkdtempSync(join(this.#directory, 'bellwether-'));
    const program = file === undefined ? {} : { file };
    const bellwether = await Bellwether.start({ directory, providers, env: this.#trust(), ...program });
    this.#started.push(bellwether.process);
    return { asker, process: bellwether.process, bellwether };
  }

  async bareLoop(asker: string, wheelMs: number): Promise<Contestant> {
    const process = await this.#loop(asker, this.#urls(asker, this.#ports.length), wheelMs);
    return { asker, process };
  }

  /** The exporter of Debian, scraped by a bare loop; null where it is not installed. */
  async blackbox(asker: string): Promise<Contestant | null> {
    const file = join(this.#directory, `${asker}.yaml`);
    const tls =
      this.#certificate === null ? {} : { tls_config: { ca_file: this.#certificate.certificateFile } };
    const http = { preferred_ip_protocol: 'ip4', ...tls };
    const modules = { check: { prober: 'http', timeout: `${BLACKBOX_TIMEOUT_S}s`, http } };
    writeFileSync(file, JSON.stringify({ modules }));
    const address = `127.0.0.1:${await freePort()}`;
    const args = [`--config.file=${file}`, `--web.listen-address=${address}`];
    const process = await MeasuredProcess.start({ command: BLACKBOX, args, ready: /Listening on/ }).catch(
      notInstalled,
    );
    if (process === null) return null;
    this.#started.push(process);
    const urls = this.#urls(asker, this.#ports.length).map(
      (url) => `http://${address}/probe?module=check&target=${encodeURIComponent(url)}`,
    );
    await this.#loop(`scraper of ${asker}`, urls, 100);
    return { asker, process };
  }

  /** How often each asker has asked so far. */
  async counts(): Promise<Record<string, { requests: number; mostAtOnce: number }>> {
    return (await fetch(`http://127.0.0.1:${this.#countsPort}`)).json() as Promise<
      Record<string, { requests: number; mostAtOnce: number }>
    >;
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.map((each) => each.stop()));
    await this.endpoints.stop();
  }

  async #loop(name: string, urls: readonly string[], wheelMs: number): Promise<MeasuredProcess> {
    const file = join(this.#directory, `${name}.json`);
    writeFileSync(file, JSON.stringify({ urls, intervalMs: INTERVAL_S * 1_000, wheelMs, jitter: JITTER }));
    const args = [BARE_LOOP, file];
    const process = await MeasuredProcess.start({ args, env: this.#trust(), ready: /started/ });
    this.#started.push(process);
    return process;
  }

  #urls(asker: string, targets: number): string[] {
    const scheme = this.#certificate === null ? 'http' : 'https';
    const port = (i: number) => this.#ports[i % this.#ports.length];
    return Array.from({ length: targets }, (_, i) => `${scheme}://127.0.0.1:${port(i)}/${asker}`);
  }

  #trust(): Record<string, string> {
    return this.#certificate === null ? {} : { NODE_EXTRA_CA_CERTS: this.#certificate.certificateFile };
  }
}

function notInstalled(error: Error): null {
  if (error.message.includes('ENOENT')) return null;
  throw error;
}
