/** Proxy settings of a session on the stand-in host, including PAC scripts. */
import { createContext, Script } from 'node:vm';
import type { ProxyConfig } from 'electron';
import { notImplemented } from './strict-partial.ts';

/** Proxy settings of a session that tests use: none, one proxy for all requests, or a PAC script in a data URL. */
export interface ProxySettings {
  set(config: ProxyConfig): void;
  /** @returns the proxy of a URL in PAC syntax. */
  resolve(url: string): string;
}

const SCRIPT_TIMEOUT_MS = 1_000;

/** Functions that PAC scripts can call. No test needs the others. */
const PAC_FUNCTIONS = {
  isPlainHostName: (host: string): boolean => !host.includes('.'),
  dnsDomainIs: (host: string, domain: string): boolean => host.endsWith(domain),
};

const decodePacScript = (address: string): string => {
  const [mediaType = '', script = ''] = address.split(/,(.*)/s);
  if (!mediaType.startsWith('data:') || mediaType.endsWith(';base64'))
    throw notImplemented('session.setProxy with a PAC script elsewhere');
  return decodeURIComponent(script);
};

export function createProxySettings(): ProxySettings {
  let findProxy: (url: string) => string = () => 'DIRECT';
  return {
    set: (config) => {
      if (config.pacScript !== undefined) {
        const context = createContext({ ...PAC_FUNCTIONS });
        new Script(decodePacScript(config.pacScript)).runInContext(context, {
          timeout: SCRIPT_TIMEOUT_MS,
        });
        findProxy = (url) => {
          const call = `FindProxyForURL(${JSON.stringify(url)}, ${JSON.stringify(new URL(url).hostname)})`;
          return String(new Script(call).runInContext(context, { timeout: SCRIPT_TIMEOUT_MS }));
        };
      } else if (config.proxyRules !== undefined && /^[\w.[\]:-]+$/.test(config.proxyRules)) {
        const rule = config.proxyRules;
        findProxy = () => `PROXY ${rule}`;
      } else if (config.proxyRules === undefined) findProxy = () => 'DIRECT';
      else throw notImplemented(`session.setProxy with the rules "${config.proxyRules}"`);
    },
    resolve: (url) => findProxy(url),
  };
}
