// Keeps the app's own files, so that it opens without a connection. What /api says is never kept here.
// The build puts its files in; with other files this is another worker, which replaces the one before.
const FILES = __FILES__;
const CACHE = "fitai-__BUILD__";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(["/", "/icon.svg", ...FILES]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (keys) => keys.filter((key) => key !== CACHE).map((key) => caches.delete(key));
  event.waitUntil(
    caches
      .keys()
      .then((keys) => Promise.all(old(keys)))
      .then(() => self.clients.claim()),
  );
});

// Servers that vary a file by its origin give ours the same one.
const found = (request) => caches.match(request, { ignoreVary: true });

async function kept(request, response) {
  if (response.ok) {
    const copy = response.clone();
    const cache = await caches.open(CACHE);
    await cache.put(request, copy);
  }
  return response;
}

// A page is one file for every address: the newest with a connection, else the one that was kept.
const page = (request) =>
  fetch(request)
    .then((response) => kept("/", response))
    .catch(() => found("/"));

// Built files have a hash in their name and never change.
const asset = async (request) => (await found(request)) ?? kept(request, await fetch(request));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const ours = url.origin === self.location.origin && !/^\/(api|schema|health|metrics)/.test(url.pathname);
  if (request.method !== "GET" || !ours) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (url.pathname === "/icon.svg") event.respondWith(fetch(request).catch(() => found(request)));
});
