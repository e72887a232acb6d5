/** Checks the address of the service against the permitted hosts of the policy. */

const HTTPS_PORT = '443';

/** Whether the host and port of an address are permitted. @param hosts `serviceHosts` of the policy; empty: any host. */
export const isServiceHostAllowed = (address: string, hosts: readonly string[]): boolean => {
  if (hosts.length === 0) return true;
  if (!URL.canParse(address)) return false;
  const { hostname, port } = new URL(address);
  return hosts.some((host) => {
    const [name = '', permittedPort = HTTPS_PORT] = host.split(':');
    const isHostMatch = name.startsWith('*.')
      ? hostname.endsWith(name.slice(1)) && hostname.length > name.length - 1
      : hostname === name;
    return isHostMatch && (port || HTTPS_PORT) === permittedPort;
  });
};
