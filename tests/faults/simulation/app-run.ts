/**
 * Simulates one run of the app that can be killed before or after any durable step or request. After the kill its store and its client
 * never answer again, so that its pending work has no effect.
 */
import type { EkycClient } from '#main/ekyc/port.ts';
import type { Store } from '#main/store/port.ts';
import type { SeededRandom } from '#tests/support/cards/random.ts';

export interface AppRun {
  readonly isKilled: boolean;
  readonly store: Store;
  readonly client: EkycClient;
  /** @returns the result of the work; null if the app was killed before it ended. */
  unlessKilled<T>(work: Promise<T>): Promise<T | null>;
  kill(): void;
}

/** Store methods that only read. All others count as durable steps. */
const READS: readonly string[] = [
  'list',
  'counts',
  'idsByState',
  'nextDue',
  'nextDueAt',
  'hasOtherSent',
  'get',
  'part',
  'openId',
  'nextPoll',
  'possibleDuplicates',
  'idsWithPictures',
  'idsWithValues',
];
const REQUESTS: readonly string[] = ['readCard', 'submit', 'verificationStatus', 'verificationLog'];

const neverSettles = <T>(): Promise<T> => new Promise<T>(() => undefined);

type Method = (...args: unknown[]) => unknown;

const wrapMethods = <T extends object>(
  target: T,
  intercept: (name: string, method: () => Promise<unknown>) => Promise<unknown>,
): T =>
  new Proxy(target, {
    get: (wrappedObject, key) => {
      const value: unknown = Reflect.get(wrappedObject, key);
      // An in-memory store plays the part of the disk: it is kept when the app is killed.
      if (key === 'persistent') return true;
      if (typeof value !== 'function' || key === 'close') return value;
      return (...args: unknown[]) => intercept(String(key), async () => (value as Method)(...args));
    },
  });

export interface AppRunDeps {
  readonly store: Store;
  readonly client: EkycClient;
  readonly dice: SeededRandom;
  /** Probability of a kill before and after each durable step and each request. */
  readonly kills: number;
}

export const createAppRun = ({ store, client, dice, kills }: AppRunDeps): AppRun => {
  const state = { dead: false };
  let resolveDeath = (): void => undefined;
  const death = new Promise<null>((resolve) => {
    resolveDeath = () => resolve(null);
  });
  const kill = (): void => {
    state.dead = true;
    resolveDeath();
  };
  const isDead = (): boolean => state.dead;
  const runKillable = async (
    canBeKilled: boolean,
    work: () => Promise<unknown>,
  ): Promise<unknown> => {
    if (isDead()) return neverSettles();
    if (canBeKilled && dice.next() < kills) {
      kill();
      return neverSettles();
    }
    const answer = await work();
    if (canBeKilled && !isDead() && dice.next() < kills) kill();
    return isDead() ? neverSettles() : answer;
  };
  return {
    get isKilled() {
      return state.dead;
    },
    store: wrapMethods(store, (name, work) => runKillable(!READS.includes(name), work)),
    client: wrapMethods(client, (name, work) => runKillable(REQUESTS.includes(name), work)),
    unlessKilled: (work) => Promise.race([death, work]),
    kill,
  };
};
