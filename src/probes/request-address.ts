/** The URL of a path below `base_url`, whose own path and query are kept; `apiPath` is left off its end. */
export function urlBelow(baseUrl: string, path: string, apiPath?: string): URL {
  const url = new URL(baseUrl);
  const [pathname = '', query = ''] = path.split('?', 2);
  let prefix = url.pathname.replace(/\/+$/, '');
  if (apiPath !== undefined && prefix.endsWith(apiPath)) prefix = prefix.slice(0, -apiPath.length);
  url.pathname =
    pathname === '' ? url.pathname : prefix + (pathname.startsWith('/') ? pathname : `/${pathname}`);
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
  return url;
}

/** Later ones win; names in lower case, so that `Authorization` replaces `authorization`. */
export function requestHeaders(
  ...sources: readonly (Readonly<Record<string, string>> | undefined)[]
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const source of sources) {
    for (const [name, value] of Object.entries(source ?? {})) headers[name.toLowerCase()] = value;
  }
  return headers;
}
