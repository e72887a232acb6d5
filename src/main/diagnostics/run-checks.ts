/** Runs all checks of Diagnostics. One that throws or takes too long is a result like any other. */
import { checkNames, type CheckName, type CheckResult } from '#shared/domain/checks.ts';

const LIMIT_MS = 30_000;

/** A check, or several that come from one measurement. */
export interface CheckGroup {
  readonly names: readonly CheckName[];
  readonly run: () => Promise<readonly CheckResult[]>;
}

const failed = (name: CheckName, facts: string): CheckResult => ({
  name,
  state: 'failed',
  code: 'IPC-INTERNAL',
  facts,
});

const runGroup = async ({ names, run }: CheckGroup, limitMs: number): Promise<CheckResult[]> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limitMs);
  });
  try {
    const results = await Promise.race([run(), late]);
    if (results === 'late') return names.map((name) => failed(name, `> ${String(limitMs)} ms`));
    return [...results];
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : 'exception';
    return names.map((name) => failed(name, cause));
  } finally {
    clearTimeout(timer);
  }
};

/** @returns one result for each check, in the order of `checkNames`. Never rejects. */
export const runChecks = async (
  groups: readonly CheckGroup[],
  limitMs = LIMIT_MS,
): Promise<CheckResult[]> => {
  const results = (await Promise.all(groups.map((group) => runGroup(group, limitMs)))).flat();
  return checkNames.flatMap((name) => results.filter((result) => result.name === name));
};
