/** The policy file that a bank's rollout installs: the service's address and a counter that is set up. */

export const rolloutPolicy = (serviceUrl: string): string =>
  JSON.stringify({
    settings: {
      serviceUrl: serviceUrl,
      locale: 'en',
      bank: { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' },
      branch: { en: 'Example Branch', bn: 'উদাহরণ শাখা' },
      branchCode: '0142',
      counterNumber: '3',
      // The rollout has set the counter up.
      setup: { offered: false },
    },
    serviceHosts: [new URL(serviceUrl).host],
  });
