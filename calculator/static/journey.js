"use strict";
// Only adds: every page works without it.

// A warning before the answers are cleared. To keep them is to ask for the page again: the clock starts anew.
const stay = document.getElementById("stay");
if (stay) {
  const minutes = Number(stay.dataset.minutes);
  setTimeout(() => {
    const words = document.createElement("p");
    words.textContent = stay.dataset.words;
    const keep = document.createElement("button");
    keep.type = "button";
    keep.textContent = stay.dataset.keep;
    keep.addEventListener("click", async () => {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok) location.reload();
    });
    stay.replaceChildren(words, keep);
  }, (minutes - 5) * 60000);
}

// A private link holds the plan after the #, which no browser sends. Here it is unpacked and posted as a file would be.
async function unpack(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}
const form = document.getElementById("from-link");
if (form && location.hash.startsWith("#1.")) {
  unpack(location.hash.slice(3)).then((text) => {
    form.elements.case.value = text;
    history.replaceState(null, "", location.pathname);
    form.submit();
  }).catch(() => {});
}
