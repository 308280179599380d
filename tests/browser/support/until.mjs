// Waiting for what takes its time.

import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until a function gives something true, and gives that.
 * @template T
 * @param {() => T | Promise<T>} check
 * @param {string | (() => string)} what  What was waited for, for the message.
 * @param {number} limit  Milliseconds.
 */
export async function until(check, what, limit = 10000) {
  const end = Date.now() + limit;
  let problem;
  do {
    try {
      const value = await check();
      if (value) return value;
      problem = undefined;
    } catch (thrown) {
      problem = thrown;
    }
    await sleep(50);
  } while (Date.now() < end);
  throw new Error(`within ${limit} ms never: ${typeof what === "function" ? what() : what}${problem ? ` (${problem})` : ""}`);
}
