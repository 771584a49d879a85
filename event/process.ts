/** The processes of an event beside its coordinator, by their first argument; what each needs is loaded for it alone. */
async function main([role, ...args]: readonly string[]): Promise<void> {
  if (role === "worker") {
    const { work } = await import("./run/worker.js");
    return work();
  }
  if (role === "clouds") {
    const { holdClouds } = await import("./rehearsal/cloudProcess.js");
    const [file = "", speed = "1"] = args;
    return holdClouds(file, Number(speed));
  }
  throw new Error(`no process of an event is called "${role ?? ""}": worker, clouds`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
