import { describe, expect, it } from 'vitest';
import { toUpdateCheck } from '#main/diagnostics/update-check.ts';

describe('toUpdateCheck', () => {
  it.each([
    [{ kind: 'off' }, 'not-checked', null, ''],
    [{ kind: 'unchecked' }, 'not-checked', null, ''],
    [{ kind: 'current', installed: '1.1.0' }, 'ok', null, '1.1.0'],
    [{ kind: 'ready', installed: '1.1.0', version: '1.2.0' }, 'warning', null, '1.1.0 → 1.2.0'],
    [{ kind: 'failed', code: 'UPDATE-UNREACHABLE' }, 'warning', 'UPDATE-UNREACHABLE', ''],
    [{ kind: 'failed', code: 'UPDATE-SIGNATURE' }, 'failed', 'UPDATE-SIGNATURE', ''],
  ] as const)('returns for the view %j the state %s', (view, state, code, facts) => {
    expect(toUpdateCheck(view)).toEqual({ name: 'updates', state, code, facts });
  });
});
