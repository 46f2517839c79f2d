import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { isOurs } from '../problems/endpoints.ts';
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

  /** As the controllers have them: without a prefix that the application gives them. */
  routes(): Route[] {
    const controllers = this.#discovery.getControllers().map(({ metatype }) => metatype as Type<unknown>);
    return controllers.filter(isOurs).flatMap(routesOf);
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
