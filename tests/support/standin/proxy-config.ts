/** Proxy settings of a session on the stand-in host, including PAC scripts. */
import { createContext, Script } from 'node:vm';
import type { ProxyConfig } from 'electron';
import { notImplemented } from './strict-partial.ts';

/** A session's proxy settings, as far as tests set them: none, one proxy for all, or a PAC script in a data address. */
export interface ProxySettings {
  set(config: ProxyConfig): void;
  /** In PAC form. */
  resolve(url: string): string;
}

const LIMIT_MS = 1_000;

/** Functions that PAC scripts can call; the others have not been needed by a test. */
const PAC_FUNCTIONS = {
  isPlainHostName: (host: string): boolean => !host.includes('.'),
  dnsDomainIs: (host: string, domain: string): boolean => host.endsWith(domain),
};

const scriptIn = (address: string): string => {
  const [head = '', text = ''] = address.split(/,(.*)/s);
  if (!head.startsWith('data:') || head.endsWith(';base64'))
    throw notImplemented('session.setProxy with a PAC script elsewhere');
  return decodeURIComponent(text);
};

export function createProxySettings(): ProxySettings {
  let answer: (url: string) => string = () => 'DIRECT';
  return {
    set: (config) => {
      if (config.pacScript !== undefined) {
        const context = createContext({ ...PAC_FUNCTIONS });
        new Script(scriptIn(config.pacScript)).runInContext(context, { timeout: LIMIT_MS });
        answer = (url) => {
          const call = `FindProxyForURL(${JSON.stringify(url)}, ${JSON.stringify(new URL(url).hostname)})`;
          return String(new Script(call).runInContext(context, { timeout: LIMIT_MS }));
        };
      } else if (config.proxyRules !== undefined && /^[\w.[\]:-]+$/.test(config.proxyRules)) {
        const rule = config.proxyRules;
        answer = () => `PROXY ${rule}`;
      } else if (config.proxyRules === undefined) answer = () => 'DIRECT';
      else throw notImplemented(`session.setProxy with the rules "${config.proxyRules}"`);
    },
    resolve: (url) => answer(url),
  };
}
