// Writes which sources the build was made from; tests/house/test_console_build.py computes the same.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const NAMED = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
const found = readdirSync("src", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`);
const hash = createHash("sha256");
for (const name of [...NAMED, ...found].sort()) {
  hash.update(`${name}\n`).update(readFileSync(name)).update("\n");
}
writeFileSync(
  "../src/penchant/server/console/sources.json",
  `${JSON.stringify({ sha256: hash.digest("hex") })}\n`,
);
