/** Creates the policy file of a bank's rollout, with the service's address and the settings of a counter. */

export const createRolloutPolicy = (serviceUrl: string): string =>
  JSON.stringify({
    settings: {
      serviceUrl: serviceUrl,
      locale: 'en',
      bank: { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' },
      branch: { en: 'Example Branch', bn: 'উদাহরণ শাখা' },
      branchCode: '0142',
      counterNumber: '3',
      // The rollout sets the counter up, so the app must not offer its first-run set-up.
      setup: { offered: false },
    },
    serviceHosts: [new URL(serviceUrl).host],
  });
