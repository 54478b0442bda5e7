// Writes static/built/ from the sources beside this file and node_modules. Needs no network. Run: node amana/ground/shell/assets/build.mjs
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.resolve(here, "../../../../node_modules");
const built = path.resolve(here, "../static/built");
const fontPackage = path.join(modules, "@fontsource/ibm-plex-sans-arabic");
const paperFonts = path.join(modules, "@expo-google-fonts/ibm-plex-sans-arabic");
const paperFolder = path.resolve(here, "../fonts"); // for papers, which the server typesets: not served
const fontWeights = [400, 600];
const fontSubsets = ["arabic", "latin", "latin-ext"];
const read = (...parts) => readFile(path.join(...parts), "utf8");
const write = (name, text) => writeFile(path.join(built, name), text);

function tokens(values) {
  const theme = (index) => Object.entries(values).map(([name, pair]) => `--am-${name}:${pair[index]};`).join("");
  return `@layer amana{
    :root,[data-bs-theme=light]{color-scheme:light;${theme(0)}}
    [data-bs-theme=dark]{color-scheme:dark;${theme(1)}}
    @media screen and (prefers-color-scheme:dark){:root:not([data-bs-theme]){color-scheme:dark;${theme(1)}}}
  }`;
}

async function fontFaces() {
  await mkdir(path.join(built, "fonts"), { recursive: true });
  const faces = [];
  for (const weight of fontWeights) {
    const sheet = await read(fontPackage, `${weight}.css`);
    for (const face of sheet.match(/@font-face\s*{[^}]*}/g)) {
      const file = face.match(/files\/(ibm-plex-sans-arabic-([a-z-]+)-\d+-normal\.woff2)/);
      if (!fontSubsets.includes(file[2])) continue;
      await cp(path.join(fontPackage, "files", file[1]), path.join(built, "fonts", file[1]));
      // A typeface that is late waits for the next page: on a bad line each of the four moved what was being read.
      faces.push(face.replace(/src:[^;]*;/, `src:url(fonts/${file[1]}) format("woff2");`).replace(/font-display:\s*swap/, "font-display:optional"));
    }
  }
  await cp(path.join(fontPackage, "LICENSE"), path.join(built, "fonts/LICENSE.txt"));
  return faces.join("\n");
}

async function fontsOfPapers() {
  await rm(paperFolder, { recursive: true, force: true });
  await mkdir(paperFolder, { recursive: true });
  for (const name of ["400Regular", "600SemiBold"]) {
    const file = `IBMPlexSansArabic_${name}.ttf`;
    await cp(path.join(paperFonts, name, file), path.join(paperFolder, file));
  }
  await cp(path.join(paperFonts, "LICENSE_FONT"), path.join(paperFolder, "LICENSE.txt"));
}

async function ownStyle() {
  const files = (await readdir(path.join(here, "css"))).filter((name) => name.endsWith(".css")).sort();
  const sheets = await Promise.all(files.map((name) => read(here, "css", name)));
  return sheets.map((sheet) => `@layer amana{${sheet}}`).join("\n");
}

const minify = async (css) => (await esbuild.transform(css, { loader: "css", minify: true, charset: "utf8" })).code;

async function styles() {
  const bootstrap = sass
    .compile(path.join(here, "bootstrap.scss"), { loadPaths: [path.join(modules, "bootstrap/scss")], quietDeps: true,
      silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"] })
    .css.replace(/^@charset[^;]*;/, "").replace("\uFEFF", "");
  const own = [await fontFaces(), tokens(JSON.parse(await read(here, "tokens.json"))), await ownStyle()].join("\n");
  const sheet = (base) => minify(`@layer bootstrap, amana;\n@layer bootstrap{${base}}\n${own}`);
  await write("amana.css", await sheet(bootstrap));
  await write("amana.rtl.css", await sheet(rtlcss.process(bootstrap)));
}

async function script() {
  await esbuild.build({
    entryPoints: [path.join(here, "js/amana.js"), path.join(here, "js/passkey.js")], outdir: built, // passkeys on their pages alone
    bundle: true, minify: true, charset: "utf8", format: "iife", target: "es2020", nodePaths: [modules], logLevel: "warning",
  });
}

async function icons() {
  const symbol = (name, text) => {
    const [, box, shape] = text.match(/viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/);
    return `<symbol id="${name}" viewBox="${box}">${shape.replace(/>\s+</g, "><").trim()}</symbol>`;
  };
  const names = JSON.parse(await read(here, "icons.json"));
  const symbols = await Promise.all(names.map(async (name) => symbol(name, await read(modules, "bootstrap-icons/icons", `${name}.svg`))));
  symbols.unshift(symbol("amana", await read(here, "images/amana.svg")));
  // the file shows the sign of Amana when it is looked at alone: so it is the page's icon too, and one request less
  const alone = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" color="#0e5a57">`;
  await write("icons.svg", `${alone}${symbols.join("")}<use href="#amana"/></svg>`);
  await cp(path.join(modules, "bootstrap-icons/LICENSE"), path.join(built, "icons-LICENSE.txt"));
}

async function weigh() {
  for (const name of ["amana.css", "amana.rtl.css", "amana.js", "icons.svg", "pattern.svg"]) {
    console.log(`${name.padEnd(14)} ${(gzipSync(await read(built, name), { level: 9 }).length / 1024).toFixed(1)} KB gzip`);
  }
  for (const name of (await readdir(path.join(built, "fonts"))).sort()) {
    console.log(`fonts/${name}  ${((await stat(path.join(built, "fonts", name))).size / 1024).toFixed(1)} KB`);
  }
}

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
await cp(path.join(here, "images/pattern.svg"), path.join(built, "pattern.svg"));
await Promise.all([styles(), script(), icons(), fontsOfPapers()]);
await weigh();
