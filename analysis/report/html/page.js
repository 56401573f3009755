"use strict";
// What the scripts of pages share.
const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
// Packed text: gzip in base64, as a Blob.
const unpacked = async (text) => {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
};
const unpack = (id) => unpacked(document.getElementById(id).textContent);
const packs = new Map();
const packedJSON = (id) => {
  if (!packs.has(id)) packs.set(id, unpack(id).then((b) => b.text()).then(JSON.parse));
  return packs.get(id);
};
