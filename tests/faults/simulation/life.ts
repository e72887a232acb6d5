/**
 * One life of the app between two starts. It can end before or after any durable step and before or after any request: the
 * store and the client it was given then never answer again, and nothing it still wanted to do happens.
 */
import type { EkycClient } from '#main/ekyc/port.ts';
import type { Store } from '#main/store/port.ts';
import type { Dice } from '#tests/support/cards/random.ts';

export interface Life {
  readonly dead: boolean;
  readonly store: Store;
  readonly client: EkycClient;
  /** What the work gives, or null when the app died over it. */
  survive<T>(work: Promise<T>): Promise<T | null>;
  die(): void;
}

/** Store methods that change nothing. All others count as durable steps. */
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
  'withPictures',
  'withValues',
];
const REQUESTS: readonly string[] = ['readCard', 'submit', 'verificationStatus', 'verificationLog'];

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

type Method = (...args: unknown[]) => unknown;

const wrapped = <T extends object>(
  target: T,
  around: (name: string, method: () => Promise<unknown>) => Promise<unknown>,
): T =>
  new Proxy(target, {
    get: (of, key) => {
      const value: unknown = Reflect.get(of, key);
      // A store in memory is the disk here: it outlives the app.
      if (key === 'persistent') return true;
      if (typeof value !== 'function' || key === 'close') return value;
      return (...args: unknown[]) => around(String(key), async () => (value as Method)(...args));
    },
  });

export interface LifeDeps {
  readonly store: Store;
  readonly client: EkycClient;
  readonly dice: Dice;
  /** Probability of the end at each of the points around a durable step and around a request. */
  readonly kills: number;
}

export const createLife = ({ store, client, dice, kills }: LifeDeps): Life => {
  const life = { dead: false };
  let tellDeath = (): void => undefined;
  const death = new Promise<null>((resolve) => {
    tellDeath = () => resolve(null);
  });
  const die = (): void => {
    life.dead = true;
    tellDeath();
  };
  const isDead = (): boolean => life.dead;
  const mortal = async (point: boolean, work: () => Promise<unknown>): Promise<unknown> => {
    if (isDead()) return never();
    if (point && dice.next() < kills) {
      die();
      return never();
    }
    const answer = await work();
    if (point && !isDead() && dice.next() < kills) die();
    return isDead() ? never() : answer;
  };
  return {
    get dead() {
      return life.dead;
    },
    store: wrapped(store, (name, work) => mortal(!READS.includes(name), work)),
    client: wrapped(client, (name, work) => mortal(REQUESTS.includes(name), work)),
    survive: (work) => Promise.race([death, work]),
    die,
  };
};
