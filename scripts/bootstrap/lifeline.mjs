// Preloaded into the process that runs a task. When the launcher dies without a word (kill -9), the channel to it
// closes, and the task stops itself as if it had been asked to: no orphan keeps ports and data folders.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
