/** Errors of the file system, with the name of the file as it was typed. */

/** Does the work on a file; an error of the system names the file, also where it was one beside it, or none. */
export async function namingFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) Object.assign(error, { path });
    throw error;
  }
}
