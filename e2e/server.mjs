// A small static server for the built page, on 127.0.0.1 and a free port.
// It compresses files as a real host does, so that it sends what a reader downloads.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".scenario": "text/plain; charset=utf-8",
  ".story": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".trace": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
const COMPRESSED = new Set([".css", ".html", ".js", ".json", ".scenario", ".story", ".svg", ".trace", ".txt", ".wasm", ".webmanifest"]);

/**
 * Serves `folder` below `base` ("/" or, as on Pages, "/replicarium/").
 * Answers { url, sent, close }: the page's address, the compressed bytes sent so far by path,
 * and a function that ends the server.
 */
export async function serve(folder, { base = "/" } = {}) {
  const cache = new Map();
  const sent = new Map();

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = path.startsWith(base) ? fileOf(folder, path.slice(base.length)) : null;
    const answer = file && (await load(cache, file));
    if (!answer) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
      return;
    }
    sent.set(path, answer.body.length);
    response.writeHead(200, answer.headers).end(request.method === "HEAD" ? undefined : answer.body);
  });

  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${server.address().port}${base}`;
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url, sent, close };
}

function fileOf(folder, path) {
  const relative = normalize(path === "" || path.endsWith("/") ? `${path}index.html` : path);
  return relative.startsWith("..") || relative.startsWith(sep) ? null : join(folder, relative);
}

async function load(cache, file) {
  if (!cache.has(file)) {
    let body;
    try {
      body = await readFile(file);
    } catch {
      return null;
    }
    const extension = extname(file);
    const headers = {
      "content-type": TYPES[extension] ?? "application/octet-stream",
      "cache-control": "max-age=600",
      "x-content-type-options": "nosniff",
    };
    if (COMPRESSED.has(extension)) {
      body = gzipSync(body, { level: 9 });
      headers["content-encoding"] = "gzip";
    }
    headers["content-length"] = body.length;
    cache.set(file, { body, headers });
  }
  return cache.get(file);
}
