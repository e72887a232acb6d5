import { describe, expect, it } from 'vitest';
import { firstScreen } from '#renderer/app/first-screen.ts';
import type { SetupState } from '#shared/domain/setup.ts';
import { createFakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';

const screenOf = (scenario: Scenario): Promise<string> => firstScreen(createFakeKiosk(scenario));
const setup = (open: SetupState['open'], skipped: SetupState['skipped'] = []): Scenario => ({
  setup: { open, skipped },
});

describe('the first screen', () => {
  it.each<[screen: string, condition: string, Scenario]>([
    ['home', 'set-up is done', setup([])],
    ['setup', 'there is no counter yet', setup(['counter'])],
    ['setup', 'the step of a missing counter was skipped', setup(['counter'], ['counter'])],
    ['setup', 'there is no lead PIN', setup(['lead-pin', 'printer'])],
    ['home', 'the step of the lead PIN was skipped', setup(['lead-pin', 'printer'], ['lead-pin'])],
    ['home', 'devices are missing', setup(['scanner', 'camera', 'printer', 'test'])],
    ['home', 'the policy cannot be used', { ...setup(['counter']), policyProblem: 'not-json' }],
    [
      'home',
      'the state of the app cannot be fetched',
      { failing: { 'app.state': { code: 'IPC-INTERNAL' } } },
    ],
  ])('is %s when %s', async (expected, _condition, scenario) => {
    expect(await screenOf(scenario)).toBe(expected);
  });

  it('is the open registration, also when set-up is unfinished', async () => {
    const open = { answers: { 'registration.current': () => ({ id: 'one' }) } };
    expect(await screenOf({ ...setup(['counter']), ...open })).toBe('registration');
  });
});
