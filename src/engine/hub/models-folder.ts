import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where models lie unless a folder is named: the user's data folder as each system has it, so that workspaces share what
 * takes hundreds of megabytes.
 */
export function defaultModelsDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  return join(dataHome(env, platform, home), "latentune", "models");
}

function dataHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (platform === "win32") return env["LOCALAPPDATA"] ?? join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  const { XDG_DATA_HOME: xdg } = env;
  return xdg === undefined || xdg === "" ? join(home, ".local", "share") : xdg;
}
