/** Constructs the connection to the service: permitted address, trusted CA certificates, client and connectivity monitor. */
import tls from 'node:tls';
import { createConnectivityMonitor } from '#main/connectivity/monitor.ts';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { PolicyState } from '#main/settings/policy/read-policy.ts';
import { isServiceHostAllowed } from '#main/settings/policy/service-host.ts';

export interface ServiceConnectionDeps {
  /** Base URL from the settings of this counter. */
  readonly serviceUrl: string;
  /** The built-in service, which replaces the real one; null outside training mode. */
  readonly training: { readonly url: string } | null;
  readonly policy: PolicyState;
  /** PAC-style proxy answer for an address. */
  readonly resolveProxy: (url: string) => Promise<string>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface ServiceConnection {
  /** Empty when the policy does not permit the host; every call then fails with CFG-URL. */
  readonly serviceUrl: string;
  /** CA certificates of Node, of the operating system and of the bank (policy), in PEM. */
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
