/** Preloaded into the child of node-child.ts: Electron's `process.parentPort` on top of Node's channel to the parent. */
Object.assign(process, {
  parentPort: {
    on: (_event: 'message', listen: (event: { data: unknown }) => void) =>
      process.on('message', (data) => listen({ data })),
    postMessage: (message: object) => process.send!(message),
  },
});
process.on('disconnect', () => process.exit());
