// What a first visit loads: the entry's scripts, gzipped, against the limit of 200 KB.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 200_000;
const page = readFileSync("dist/index.html", "utf8");
const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path);
const sizes = files.map((path) => [path, gzipSync(readFileSync(`dist${path}`)).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [path, size] of sizes) console.log(`${String(size).padStart(8)} ${path}`);
console.log(`${String(total).padStart(8)} of ${LIMIT} bytes of gzipped script`);
process.exit(total > LIMIT ? 1 : 0);
