"use strict";
// Only adds: every page works without it.

// A warning before the answers are cleared. To keep them, the journey is asked for again behind the page: the clock starts anew, and what
// is typed stays as it is. The box stands between the parts of the page where somebody is reading, so it covers nothing.
const stay = document.getElementById("stay");
if (stay) {
  const minutes = Number(stay.dataset.minutes);
  const say = (text) => {
    const field = document.activeElement;
    const words = document.createElement("p");
    words.textContent = text;
    const parts = [...stay.parentElement.closest(".wrap").querySelectorAll(".field, fieldset, .row, section, form, details")];
    const here = parts.find((part) => part.getBoundingClientRect().top >= 0 && !part.parentElement.closest("fieldset, li, details, dl"));
    if (here && !stay.contains(field)) here.before(stay);
    stay.replaceChildren(words);
    stay.scrollIntoView({ block: "nearest" });
    if (field && field !== document.body) field.scrollIntoView({ block: "nearest" });
  };
  const wait = () => setTimeout(warn, (minutes - 5) * 60000);
  const warn = () => {
    const before = document.activeElement;
    say(stay.dataset.words);
    const keep = document.createElement("button");
    keep.type = "button";
    keep.textContent = stay.dataset.keep;
    const ended = setTimeout(() => say(stay.dataset.over), 5 * 60000);
    keep.addEventListener("click", async () => {
      const answer = await fetch(stay.dataset.from, { credentials: "same-origin" }).catch(() => null);
      clearTimeout(ended);
      if (!answer || !answer.ok) {
        say(stay.dataset.over);
        return;
      }
      stay.replaceChildren();
      before.focus({ preventScroll: true });
      wait();
    });
    stay.append(keep);
  };
  wait();
}

// A private link holds the plan after the #, which no browser sends. Here it is unpacked and posted as a file would be.
async function unpack(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}
const form = document.getElementById("from-link");
if (form && location.hash.length > 1) {
  const packed = location.hash.startsWith("#1.") ? unpack(location.hash.slice(3)) : Promise.reject();
  history.replaceState(null, "", location.pathname);
  packed.then((text) => {
    form.elements.case.value = text;
    form.submit();
  }).catch(() => {
    document.getElementById("broken-link").hidden = false;
  });
}
for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies);
    text.select();
    await navigator.clipboard.writeText(text.value);
    button.nextElementSibling.textContent = button.dataset.done;
  });
}
