/** Detects requests that a client must never send, although the service might accept them. */
import type { Form, FormFile } from '#main/training/form.ts';
import { sentFieldNames } from '#shared/domain/fields.ts';
import type { TrainingCall } from '#main/training/types.ts';

const hasExif = (file: FormFile): boolean =>
  Buffer.from(file.data.subarray(0, 65_536)).includes('Exif\0\0', 0, 'latin1');

const pictureViolations = ([name, file]: readonly [string, FormFile]): string[] => [
  ...(/^[a-z0-9_]+\.jpg$/.test(file.fileName)
    ? []
    : [`${name}: file name is not lower-case ASCII ending in .jpg`]),
  ...(hasExif(file) ? [`${name}: picture with EXIF`] : []),
];

/** @param partNames names of all parts, in the order of the body. */
export const formViolations = (
  call: TrainingCall,
  form: Form,
  partNames: readonly string[],
  handleNames: readonly string[],
): string[] => {
  const allowedFields = new Set<string>([...sentFieldNames, ...handleNames]);
  return [
    ...partNames
      .filter((name, index) => partNames.indexOf(name) < index)
      .map((name) => `field ${name} sent twice`),
    ...[...form.files].flatMap(pictureViolations),
    ...[...(call === 'submit' ? form.fields.keys() : [])]
      .filter((name) => !allowedFields.has(name))
      .map((name) => `step 2: unknown field ${name}`),
  ];
};
