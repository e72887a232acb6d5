/** Connection to the service: its address as the policy allows it, the authorities that are trusted, and the monitor of its reach. */
import tls from 'node:tls';
import { createConnectivityMonitor } from '#main/connectivity/monitor.ts';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { PolicyState } from '#main/settings/policy/read-policy.ts';
import { isServiceHostAllowed } from '#main/settings/policy/service-host.ts';

export interface ServiceConnectionDeps {
  /** As set at this counter. */
  readonly serviceUrl: string;
  /** The built-in service, which takes the place of the real one; null outside training. */
  readonly training: { readonly url: string } | null;
  readonly policy: PolicyState;
  /** PAC-style proxy answer for an address. */
  readonly resolveProxy: (url: string) => Promise<string>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface ServiceConnection {
  /** Empty when the policy does not allow the host: then every call fails with CFG-URL. */
  readonly serviceUrl: string;
  /** PEM: Node's own, those of the system, and the bank's by policy. */
  readonly caCertificates: readonly string[];
  readonly connectivity: ReturnType<typeof createConnectivityMonitor>;
}

export const createServiceConnection = (deps: ServiceConnectionDeps): ServiceConnection => {
  const { policy, resolveProxy, now } = deps;
  const hosts = policy.kind === 'in-force' ? policy.policy.serviceHosts : [];
  const allowedUrl = isServiceHostAllowed(deps.serviceUrl, hosts) ? deps.serviceUrl : '';
  const serviceUrl = deps.training?.url ?? allowedUrl;
  const caCertificates = [
    ...tls.getCACertificates('default'),
    ...tls.getCACertificates('system'),
    ...(policy.kind === 'in-force' ? policy.certificates : []),
  ];
  const client = createEkycClient({ baseUrl: serviceUrl, resolveProxy, caCertificates });
  return {
    serviceUrl,
    caCertificates,
    connectivity: createConnectivityMonitor({ client, now }),
  };
};
