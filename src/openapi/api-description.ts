import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { VERSION } from '../settings/version.ts';
import { type Route, routesOf } from './routes.ts';

/** Most processes are never asked: what builds the document is loaded with the first request. */
// outside the class: tsc 6 leaves the `.ts` of an import() inside a decorated class as it is
const loadBuilder = (): Promise<typeof import('./document.ts')> => import('./document.ts');

/** What this application's API is, read from its controllers when it is first asked for. */
@Injectable()
export class ApiDescription {
  readonly #discovery: DiscoveryService;
  #document: Promise<Buffer> | null = null;

  constructor(discovery: DiscoveryService) {
    this.#discovery = discovery;
  }

  routes(): Route[] {
    const controllers = this.#discovery.getControllers().map(({ metatype }) => metatype as Type<unknown>);
    return controllers.flatMap(routesOf);
  }

  /** The OpenAPI document as JSON. */
  document(): Promise<Buffer> {
    this.#document ??= this.#write();
    return this.#document;
  }

  async #write(): Promise<Buffer> {
    const { openApiDocument } = await loadBuilder();
    return Buffer.from(JSON.stringify(openApiDocument(this.routes(), VERSION)));
  }
}
