/** Starts the regular checks of the update share that the policy names. */
import path from 'node:path';
import type { Audit } from '#main/audit/port.ts';
import type { Log } from '#main/log/log.ts';
import { writeFileAtomically } from '#main/files/write-file-atomically.ts';
import type { PolicyState } from '#main/settings/policy/read-policy.ts';
import type { Updates } from '#main/updates/port.ts';
import { createUpdates, createUpdateTiming } from '#main/updates/updates.ts';

export interface CounterUpdatesDeps {
  readonly policy: PolicyState;
  /** Null outside training mode. In training mode the share is not checked. */
  readonly training: object | null;
  readonly dataDir: string;
  readonly version: string;
  readonly audit: Audit;
  readonly log: Log;
}

export interface CounterUpdates extends Updates {
  /** The newer version that is ready on the share; null when there is none. */
  readonly readyVersion: () => string | null;
}

export const startUpdates = (deps: CounterUpdatesDeps): CounterUpdates => {
  const { policy, training, dataDir, version, audit, log } = deps;
  const share = policy.kind === 'in-force' ? policy.policy.updateShare : undefined;
  const updates = createUpdates({
    share: training === null ? (share ?? null) : null,
    installed: version,
    platform: `${process.platform}-${process.arch}`,
    file: path.join(dataDir, 'update-share.json'),
    writeFile: writeFileAtomically,
    audit,
    log,
    timing: createUpdateTiming(),
  });
  updates.start();
  return {
    ...updates,
    readyVersion: () => {
      const view = updates.view();
      return view.kind === 'ready' ? view.version : null;
    },
  };
};
