import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface ReferenceFile {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Addresses are relative, so that the page also works behind a path prefix. */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Bellwether API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
  </head>
  <body>
    <div id="reference"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

/** A file of its own, because the content policy allows no inline script. */
const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#reference', deepLinking: true, validatorUrl: null });
`;

const WRITTEN: Readonly<Record<string, ReferenceFile>> = {
  'start.js': { mediaType: JAVASCRIPT, bytes: Buffer.from(START) },
};
const PACKAGED: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': JAVASCRIPT,
};

export const referencePage: ReferenceFile = {
  mediaType: 'text/html; charset=utf-8',
  bytes: Buffer.from(PAGE),
};

/** A file of the API reference; null where there is none of that name. Read at each request: 2 MB would stay otherwise. */
export async function referenceFile(name: string): Promise<ReferenceFile | null> {
  if (Object.hasOwn(WRITTEN, name)) return WRITTEN[name] ?? null;
  const mediaType = Object.hasOwn(PACKAGED, name) ? PACKAGED[name] : undefined;
  if (mediaType === undefined) return null;
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return { mediaType, bytes: await readFile(join(folder, name)) };
}
