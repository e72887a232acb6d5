/** Commands that change the content of a registration: step, fields, pictures, codes and the service's reading. */
import { readCardCode } from '#shared/domain/card-code.ts';
import { todayInBangladesh } from '#shared/domain/civil-date.ts';
import { err, ok } from '#shared/result.ts';
import { applyCode, applyEdits } from '#main/record/fields.ts';
import type { RegistrationContext } from '#main/registrations/context.ts';
import type { FormCommands } from '#main/registrations/port.ts';

export const formCommands = ({
  records,
  backgroundReading,
  pictureEdits,
  now,
  toViewResult,
  edit,
}: RegistrationContext): FormCommands => ({
  setStep: async (id, step) =>
    toViewResult(
      await edit(id, (body) =>
        ok({ body: { ...body, step, visited: [...new Set([...body.visited, step])] } }),
      ),
    ),
  saveFields: async (id, values, sameAddress, chosen) => {
    const written = await edit(id, (body) =>
      ok({ body: applyEdits(body, values, sameAddress, chosen) }),
    );
    return written.ok ? ok({ savedAt: written.data.updatedAt }) : written;
  },
  putPicture: async (id, picture) => toViewResult(await pictureEdits.put(id, picture)),
  removePicture: async (id, part) => toViewResult(await pictureEdits.remove(id, part)),
  cropCard: async (id, side, corners) =>
    toViewResult(await pictureEdits.crop(id, side, () => corners)),
  addScannedCode: async (id, text) => {
    const code = readCardCode(text, todayInBangladesh(now()));
    if (!code) return err('CODE-UNKNOWN');
    return toViewResult(
      await edit(id, (body) => ok({ body: applyCode(body, code.source, code.text) })),
    );
  },
  overridePicture: async (id, part, reason) =>
    toViewResult(
      await edit(id, (body) => {
        const meta = body.pictures[part];
        if (!meta) return err(part === 'photo' ? 'REG-NO-PHOTO' : 'REG-NO-CARD');
        return ok({
          body: {
            ...body,
            pictures: { ...body.pictures, [part]: { ...meta, override: reason } },
          },
        });
      }),
    ),
  readCard: async (id) => {
    const started = await backgroundReading.start(id);
    return started.ok ? toViewResult(await records.get(id)) : started;
  },
});
