// Writes FILE.br and FILE.gz beside each built file that they make smaller, so that the server compresses nothing.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TEXT = /\.(html|js|css|svg|json|webmanifest)$/;

const files = readdirSync("dist", { recursive: true }).filter((name) => TEXT.test(name));
for (const name of files) {
  const path = join("dist", name);
  const plain = readFileSync(path);
  const coded = {
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    gz: gzipSync(plain, { level: 9 }),
  };
  for (const [extension, bytes] of Object.entries(coded)) {
    if (bytes.length < plain.length) writeFileSync(`${path}.${extension}`, bytes);
  }
}
console.log(`${files.length} files compressed`);
