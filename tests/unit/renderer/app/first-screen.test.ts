import { describe, expect, it } from 'vitest';
import { selectFirstScreen } from '#renderer/app/first-screen.ts';
import type { SetupState } from '#shared/domain/setup.ts';
import { createFakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';

const readFirstScreen = (scenario: Scenario): Promise<string> =>
  selectFirstScreen(createFakeKiosk(scenario));
const createSetup = (open: SetupState['open'], skipped: SetupState['skipped'] = []): Scenario => ({
  setup: { open, skipped },
});

describe('selectFirstScreen', () => {
  it.each<[screen: string, condition: string, Scenario]>([
    ['home', 'set-up is done', createSetup([])],
    ['setup', 'there is no counter yet', createSetup(['counter'])],
    ['setup', 'the step of a missing counter was skipped', createSetup(['counter'], ['counter'])],
    ['setup', 'there is no lead PIN', createSetup(['lead-pin', 'printer'])],
    [
      'home',
      'the step of the lead PIN was skipped',
      createSetup(['lead-pin', 'printer'], ['lead-pin']),
    ],
    ['home', 'devices are missing', createSetup(['scanner', 'camera', 'printer', 'test'])],
    [
      'home',
      'the policy cannot be used',
      { ...createSetup(['counter']), policyProblem: 'not-json' },
    ],
    [
      'home',
      'the state of the app cannot be fetched',
      { failures: { 'app.state': { code: 'IPC-INTERNAL' } } },
    ],
  ])('is %s when %s', async (expected, _condition, scenario) => {
    expect(await readFirstScreen(scenario)).toBe(expected);
  });

  it('is the registration screen when a registration is open, even if set-up is unfinished', async () => {
    const withOpenRegistration = { answers: { 'registration.current': () => ({ id: 'one' }) } };
    expect(await readFirstScreen({ ...createSetup(['counter']), ...withOpenRegistration })).toBe(
      'registration',
    );
  });
});
