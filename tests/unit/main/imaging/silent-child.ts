/** Takes every request and never answers. */
setInterval(() => undefined, 1_000);
