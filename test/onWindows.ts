/** Does something as if this process ran on Windows. */
export async function onWindows<T>(work: () => Promise<T>): Promise<T> {
  const { platform } = process;
  Object.defineProperty(process, "platform", { value: "win32" });
  try {
    return await work();
  } finally {
    Object.defineProperty(process, "platform", { value: platform });
  }
}
