import { type Dispatcher, request } from 'undici';
import type { ExternalServiceSettings } from '../../../settings/process-settings.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

const FIRST_ERROR = 400;

/** Something that this process or its users need, asked by its URL. */
export class ExternalServiceCheck extends ComponentCheck {
  readonly name: string;
  override readonly isCritical: boolean;
  readonly #settings: ExternalServiceSettings;
  readonly #dispatcher: Dispatcher;

  constructor(settings: ExternalServiceSettings, dispatcher: Dispatcher) {
    super();
    this.name = settings.name;
    this.isCritical = settings.critical;
    this.#settings = settings;
    this.#dispatcher = dispatcher;
  }

  async check(signal: AbortSignal): Promise<ComponentReading> {
    const { url, expectedStatus } = this.#settings;
    const { statusCode, body } = await request(url.reveal(), { signal, dispatcher: this.#dispatcher });
    // What it says is of no interest, and may have no end.
    body.on('error', () => undefined).destroy();
    const metadata = { http_status: statusCode };
    const isExpected = expectedStatus === null ? statusCode < FIRST_ERROR : statusCode === expectedStatus;
    return isExpected
      ? reading('healthy', null, metadata)
      : reading('unhealthy', `answered with ${statusCode}`, metadata);
  }
}
