/** Completes the tables of an MSI with entries that wixl cannot write: exports them as text, edits and imports them. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '#build/run.ts';
import { DATA_COMPONENT, DATA_DIRECTORY } from './source.ts';

/** msidbComponentAttributes: Permanent (16; it stays when the program is removed), RegistryKeyPath (4) and 64bit (256). */
const PERMANENT_COMPONENT = 16 + 4 + 256;
/** msidbUpgradeAttributes: MigrateFeatures (1) and VersionMaxInclusive (512; a rebuild of the installed version replaces it). */
const REPLACE_OLDER_OR_EQUAL = 1 + 512;
/** Columns of the changed cells, counted from 0. */
const UPGRADE_ATTRIBUTES_COLUMN = 4;
const COMPONENT_ATTRIBUTES_COLUMN = 3;
const SEQUENCE_COLUMN = 2;
const PROPERTY_VALUE_COLUMN = 1;
const SUMMARY_VALUE_COLUMN = 1;
/**
 * After InstallInitialize (1500), so that removing the old version is part of the transaction: a failed upgrade leaves it
 * in place.
 */
const REMOVE_EXISTING_PRODUCTS_SEQUENCE = 1501;

/**
 * Permissions of the data folder: full access for SYSTEM and administrators; read, write and delete for the kiosk's account.
 * KIOSKACCOUNTSID on msiexec's command line names that account. By default it is INTERACTIVE, the group of all accounts that are
 * signed in at the machine.
 */
const DATA_FOLDER_RIGHTS =
  'D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;[KIOSKACCOUNTSID])';

export type Row = readonly string[];

/** Exports one table. Its first three rows are the column names, the column types, and the table name with its key columns. */
export const readTable = async (msi: string, name: string): Promise<Row[]> =>
  (await run('msiinfo', ['export', msi, name]))
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));

const toText = (rows: readonly Row[]): string =>
  rows.map((row) => `${row.join('\t')}\r\n`).join('');

export const HEADER_ROWS = 3;

/** Sets one cell of the first row that matches. @throws if no row matches, since wixl's output is then not as expected. */
const setCell = (
  rows: readonly Row[],
  matches: (row: Row) => boolean,
  column: number,
  value: number | string,
): Row[] => {
  const matchIndex = rows.findIndex((row, index) => index >= HEADER_ROWS && matches(row));
  if (matchIndex < 0)
    throw new Error(`wixl did not write the expected row of ${rows[2]?.[0] ?? 'a table'}`);
  return rows.map((row, index) => (index === matchIndex ? row.with(column, String(value)) : row));
};

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const summaryDate = (seconds: number): string => {
  const time = new Date(seconds * 1000);
  const date = [
    time.getUTCFullYear(),
    twoDigits(time.getUTCMonth() + 1),
    twoDigits(time.getUTCDate()),
  ].join('/');
  return `${date} ${[time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(twoDigits).join(':')}`;
};

/** Property numbers of the summary information stream. */
const REVISION = '9';
const CREATED = '12';
const SAVED = '13';

export interface CompletionOptions {
  /** Seconds since 1970. */
  readonly date: number;
  readonly packageCode: string;
  /** A folder for intermediate files. */
  readonly work: string;
}

export const completeTables = async (
  msi: string,
  { date, packageCode, work }: CompletionOptions,
): Promise<void> => {
  const upgradeRows = await readTable(msi, 'Upgrade');
  const sequenceRows = await readTable(msi, 'InstallExecuteSequence');
  const componentRows = await readTable(msi, 'Component');
  const propertyRows = await readTable(msi, 'Property');
  let summaryRows = await readTable(msi, '_SummaryInformation');
  for (const [key, value] of [
    [REVISION, `{${packageCode}}`],
    [CREATED, summaryDate(date)],
    [SAVED, summaryDate(date)],
  ] as const)
    summaryRows = setCell(summaryRows, (row) => row[0] === key, SUMMARY_VALUE_COLUMN, value);
  const tables: Readonly<Record<string, readonly Row[]>> = {
    Upgrade: setCell(
      upgradeRows,
      (row) => row.includes('WIX_UPGRADE_DETECTED'),
      UPGRADE_ATTRIBUTES_COLUMN,
      REPLACE_OLDER_OR_EQUAL,
    ),
    InstallExecuteSequence: setCell(
      sequenceRows,
      (row) => row[0] === 'RemoveExistingProducts',
      SEQUENCE_COLUMN,
      REMOVE_EXISTING_PRODUCTS_SEQUENCE,
    ),
    Component: setCell(
      componentRows,
      (row) => row[0] === DATA_COMPONENT,
      COMPONENT_ATTRIBUTES_COLUMN,
      PERMANENT_COMPONENT,
    ),
    Property: setCell(
      propertyRows,
      (row) => row[0] === 'SecureCustomProperties',
      PROPERTY_VALUE_COLUMN,
      'KIOSKACCOUNTSID;WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED',
    ),
    MsiLockPermissionsEx: [
      ['MsiLockPermissionsEx', 'LockObject', 'Table', 'SDDLText', 'Condition'],
      ['s72', 's72', 's32', 's0', 'S255'],
      ['MsiLockPermissionsEx', 'MsiLockPermissionsEx'],
      ['DataFolderRights', DATA_DIRECTORY, 'CreateFolder', DATA_FOLDER_RIGHTS, ''],
    ],
    _SummaryInformation: summaryRows,
  };
  const files: string[] = [];
  for (const [name, rows] of Object.entries(tables)) {
    files.push(path.join(work, `${name}.idt`));
    await writeFile(path.join(work, `${name}.idt`), toText(rows));
  }
  await run('msibuild', [msi, '-i', ...files]);
};

/** @returns the value of one property of the MSI. */
export const readProperty = async (msi: string, name: string): Promise<string | null> =>
  (await readTable(msi, 'Property')).find(([key]) => key === name)?.[1] ?? null;
