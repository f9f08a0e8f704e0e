"use strict";
// Only adds: the dates take longer to work out than the answer, which does not wait for them. Without this they are a button away.
const dates = document.getElementById("dates");

async function fill() {
  const data = new FormData(document.getElementById("answers"));
  data.set("show", dates.dataset.number);
  const reply = await fetch(dates.dataset.from, { method: "POST", body: data, headers: { "X-Part": "answer" } });
  const part = reply.ok ? await reply.text() : "";
  if (!part) return;
  const at = dates.contains(document.activeElement) && document.activeElement.closest("section").getAttribute("aria-labelledby");
  dates.innerHTML = part;
  // Whoever stood in a part of it still does.
  const heading = at && document.getElementById(at);
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  const short = dates.querySelector("template");
  document.querySelector(".answer .short")?.prepend(short.content);
  short.remove();
}
if (dates) {
  dates.setAttribute("aria-busy", "true");
  fill().catch(() => {}).finally(() => dates.removeAttribute("aria-busy"));
}
