/** Parses proxy lists in PAC form: `PROXY host:port; HTTPS host:port; DIRECT`. */

export type ProxyEntry =
  | { readonly kind: 'direct' }
  | { readonly kind: 'http' | 'https'; readonly host: string; readonly port: number };

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

const parseEntry = (entry: string): ProxyEntry | null => {
  const [keyword = '', address = ''] = entry.trim().split(/\s+/, 2);
  const uppercaseKeyword = keyword.toUpperCase();
  if (uppercaseKeyword === 'DIRECT') return { kind: 'direct' };
  const scheme =
    uppercaseKeyword === 'HTTPS'
      ? 'https'
      : uppercaseKeyword === 'PROXY' || uppercaseKeyword === 'HTTP'
        ? 'http'
        : null;
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:\s[\]]+)(?::(\d{1,5}))?$/.exec(address);
  if (!scheme || !match?.[1]) return null;
  const port = match[2] === undefined ? DEFAULT_PORTS[scheme] : Number(match[2]);
  return port > 0 && port < 65_536
    ? { kind: scheme, host: match[1].replace(/^\[|\]$/g, ''), port }
    : null;
};

/**
 * The entries to try, in order. Unsupported kinds (SOCKS) are omitted, so an empty list means that only unsupported
 * proxies are configured. An empty text means direct.
 */
export const parseProxyList = (pac: string): readonly ProxyEntry[] => {
  const entries = pac.split(';').filter((entry) => entry.trim() !== '');
  return entries.length === 0
    ? [{ kind: 'direct' }]
    : entries.map(parseEntry).filter((entry) => entry !== null);
};
