/** A process that receives requests and never answers. */
setInterval(() => undefined, 1_000);
