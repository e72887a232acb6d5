/** Converts the last result of the update share into a check of Diagnostics. */
import type { CheckResult } from '#shared/domain/checks.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { UpdateView } from '#main/updates/port.ts';

/** Errors that are warnings, because they end without intervention: the share is offline or is being filled. */
const warningCodes: readonly ErrorCode[] = ['UPDATE-UNREACHABLE', 'UPDATE-OLDER', 'UPDATE-STEP'];

export const toUpdateCheck = (view: UpdateView): CheckResult => {
  const result = { name: 'updates', code: null, facts: '' } as const;
  switch (view.kind) {
    case 'off':
    case 'unchecked':
      return { ...result, state: 'not-checked' };
    case 'current':
      return { ...result, state: 'ok', facts: view.installed };
    case 'ready':
      return { ...result, state: 'warning', facts: `${view.installed} → ${view.version}` };
    case 'failed':
      return {
        ...result,
        state: warningCodes.includes(view.code) ? 'warning' : 'failed',
        code: view.code,
      };
  }
};
