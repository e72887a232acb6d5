/** Handlers for the export of the audit trail. */
import { ok, type Result } from '#shared/result.ts';
import type { AuditExport } from '#main/audit/export.ts';
import type { Exchange } from '#main/exchange/port.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export interface AuditHandlerDeps {
  readonly auditExport: AuditExport;
  readonly exchange: Pick<Exchange, 'save'>;
  readonly checkLead: (pin: string) => Promise<Result<undefined>>;
}

export const auditHandlers = ({ auditExport, exchange, checkLead }: AuditHandlerDeps) =>
  ({
    'audit.key': async () => {
      const key = await auditExport.publicKey();
      return key.ok ? ok({ publicKey: key.data }) : key;
    },
    'audit.export': async ({ leadPin, folder }) => {
      const allowed = await checkLead(leadPin);
      if (!allowed.ok) return allowed;
      const stream = await auditExport.start();
      if (!stream.ok) return stream;
      const { fileName, publicKey, lines } = stream.data;
      const saved = await exchange.save(folder, fileName, lines);
      return saved.ok
        ? ok({ name: saved.data, entries: stream.data.entryCount(), publicKey })
        : saved;
    },
  }) satisfies Partial<Handlers>;
