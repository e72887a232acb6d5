/** Generates the WiX source of the MSI, in the subset of WiX 3 that wixl supports. */
import path from 'node:path';
import { escapeXml } from '#build/xml.ts';
import { keyFor, UPGRADE_CODE, uuidFor } from './identity.ts';

export interface MsiSource {
  readonly productName: string;
  readonly displayName: string;
  readonly version: string;
  readonly manufacturer: string;
  readonly comments: string;
  readonly executable: string;
  /** Files below the unpacked folder, with forward slashes. */
  readonly files: readonly string[];
  /** Digest of the content, from which the product code and the package code are derived. */
  readonly contentDigest: string;
}

/** Directory and component of the clerks' data. Uninstalling the program does not remove them. */
export const DATA_DIRECTORY = 'DATADIR';
export const DATA_COMPONENT = 'DataFolder';

export const productCode = ({
  version,
  contentDigest,
}: Pick<MsiSource, 'version' | 'contentDigest'>): string =>
  uuidFor(`product ${version} ${contentDigest}`);

export const packageCode = ({
  version,
  contentDigest,
}: Pick<MsiSource, 'version' | 'contentDigest'>): string =>
  uuidFor(`package ${version} ${contentDigest}`);

/** A folder with its content; wixl requires nested directories. */
interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: string[];
}

const buildTree = (files: readonly string[]): Folder => {
  const top: Folder = { folders: new Map(), files: [] };
  for (const file of files) {
    let folder = top;
    for (const name of path.posix
      .dirname(file)
      .split('/')
      .filter((each) => each !== '.')) {
      let next = folder.folders.get(name);
      if (!next) folder.folders.set(name, (next = { folders: new Map(), files: [] }));
      folder = next;
    }
    folder.files.push(file);
  }
  return top;
};

const componentXml = (file: string): string =>
  `<Component Id="${keyFor('cmp', file)}" Guid="${uuidFor(`file ${file}`)}" Win64="yes">` +
  `<File Id="${keyFor('fil', file)}" KeyPath="yes" Source="${escapeXml(`unpacked/${file}`)}"/></Component>`;

const directoryXml = (folder: Folder, folderPath: string): string =>
  [
    ...folder.files.map(componentXml),
    ...[...folder.folders].map(([name, inner]) => {
      const innerPath = `${folderPath}/${name}`;
      return `<Directory Id="${keyFor('dir', innerPath)}" Name="${escapeXml(name)}">\n${directoryXml(inner, innerPath)}\n</Directory>`;
    }),
  ].join('\n');

export const wixSource = (source: MsiSource): string => `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="${productCode(source)}" UpgradeCode="${UPGRADE_CODE}" Name="${escapeXml(source.displayName)}" Version="${source.version}"
      Manufacturer="${escapeXml(source.manufacturer)}" Language="1033" Codepage="1252">
    <Package Id="*" Description="${escapeXml(source.displayName)} ${source.version}"
      Manufacturer="${escapeXml(source.manufacturer)}" InstallerVersion="500" Compressed="yes" InstallScope="perMachine"/>
    <MajorUpgrade DowngradeErrorMessage="A newer version of [ProductName] is already installed. It was left as it is."/>
    <Media Id="1" Cabinet="app.cab" EmbedCab="yes"/>
    <Icon Id="AppIcon" SourceFile="icon.ico"/>
    <Property Id="ARPPRODUCTICON" Value="AppIcon"/>
    <Property Id="ARPNOMODIFY" Value="1"/>
    <Property Id="ARPCOMMENTS" Value="${escapeXml(source.comments)}"/>
    <Property Id="KIOSKACCOUNTSID" Value="IU"/>
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="ProgramFiles64Folder">
        <Directory Id="INSTALLDIR" Name="${escapeXml(source.productName)}">
${directoryXml(buildTree(source.files), '')}
        </Directory>
      </Directory>
      <Directory Id="CommonAppDataFolder">
        <Directory Id="${DATA_DIRECTORY}" Name="${escapeXml(source.productName)}">
          <Component Id="${DATA_COMPONENT}" Guid="${uuidFor('data folder')}" Win64="yes">
            <CreateFolder/>
            <RegistryValue Root="HKLM" Key="Software\\${escapeXml(source.productName)}" Name="DataFolder" Type="string" Value="[${DATA_DIRECTORY}]" KeyPath="yes"/>
          </Component>
        </Directory>
      </Directory>
      <Directory Id="ProgramMenuFolder">
        <Component Id="StartMenu" Guid="${uuidFor('start menu')}" Win64="yes">
          <Shortcut Id="StartMenuEntry" Name="${escapeXml(source.productName)}" Target="[INSTALLDIR]${source.executable}" WorkingDirectory="INSTALLDIR" Icon="AppIcon"/>
          <RegistryValue Root="HKLM" Key="Software\\${escapeXml(source.productName)}" Name="InstallFolder" Type="string" Value="[INSTALLDIR]" KeyPath="yes"/>
        </Component>
      </Directory>
    </Directory>
    <Feature Id="Main" Level="1" Title="${escapeXml(source.productName)}">
      ${source.files.map((file) => `<ComponentRef Id="${keyFor('cmp', file)}"/>`).join('\n      ')}
      <ComponentRef Id="${DATA_COMPONENT}"/>
      <ComponentRef Id="StartMenu"/>
    </Feature>
  </Product>
</Wix>
`;
