/** Runs all checks of Diagnostics in parallel. A check that throws or times out is reported as failed. */
import { checkNames, type CheckName, type CheckResult } from '#shared/domain/checks.ts';

const CHECK_TIMEOUT_MS = 30_000;

/** One check, or several with a common measurement. */
export interface CheckGroup {
  readonly names: readonly CheckName[];
  readonly run: () => Promise<readonly CheckResult[]>;
}

const createFailedResult = (name: CheckName, facts: string): CheckResult => ({
  name,
  state: 'failed',
  code: 'IPC-INTERNAL',
  facts,
});

const runGroup = async ({ names, run }: CheckGroup, timeoutMs: number): Promise<CheckResult[]> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMs);
  });
  try {
    const results = await Promise.race([run(), timeout]);
    if (results === 'timeout')
      return names.map((name) => createFailedResult(name, `> ${String(timeoutMs)} ms`));
    return [...results];
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : 'exception';
    return names.map((name) => createFailedResult(name, cause));
  } finally {
    clearTimeout(timer);
  }
};

/** @returns one result per check, in the order of `checkNames`. Never rejects. */
export const runChecks = async (
  groups: readonly CheckGroup[],
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<CheckResult[]> => {
  const results = (await Promise.all(groups.map((group) => runGroup(group, timeoutMs)))).flat();
  return checkNames.flatMap((name) => results.filter((result) => result.name === name));
};
