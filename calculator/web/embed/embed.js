// Puts the benefits and work calculator where this script stands, in a frame that sizes itself.
// Reads: its own data- attributes or the query of its address, else one JobPosting of this page. Sets no cookie, stores nothing.
(() => {
  "use strict";
  const VACANCY = ["hours", "pay", "pay-per", "start", "title"];
  const PERIODS = { HOUR: "hour", HUR: "hour", DAY: "day", WEEK: "week", WEE: "week", MONTH: "month", MON: "month", YEAR: "year", ANN: "year" };
  const TITLES = { en: "What would this job change for you?", cy: "Beth fyddai'r swydd hon yn ei newid i chi?" };
  const TALLEST = 20000;

  // ---- What the page says of one job, as schema.org describes a JobPosting
  const list = (value) => (Array.isArray(value) ? value : value == null ? [] : [value]);
  const text = (value) => (typeof value === "string" ? value.trim().slice(0, 100) : "");
  const amount = (value) => {
    const plain = typeof value === "string" ? value.replace(/[£,\s]/g, "") : value;
    return plain === "" || !(Number(plain) > 0) || !isFinite(plain) ? null : Number(plain);
  };

  function postings(node, depth = 0) {
    if (!node || typeof node !== "object" || depth > 6) return [];
    if (Array.isArray(node)) return node.flatMap((each) => postings(each, depth + 1));
    const kinds = list(node["@type"]).map((kind) => String(kind).replace(/^.*[/:#]/, ""));
    if (kinds.includes("JobPosting")) return [node];
    return Object.values(node).flatMap((each) => postings(each, depth + 1));
  }

  function pay(salary) {
    for (const whole of list(salary)) {
      if (!whole || typeof whole !== "object") continue;
      const part = list(whole.value)[0];
      const inner = part && typeof part === "object" ? part : { value: part };
      const said = inner.unitText ?? whole.unitText ?? inner.unitCode ?? whole.unitCode;
      const per = PERIODS[String(said).trim().toUpperCase()];
      const currency = inner.currency ?? whole.currency ?? "GBP";
      const figures = [inner.value, inner.minValue, inner.maxValue, whole.minValue, whole.maxValue];
      const known = figures.map(amount).filter((each) => each !== null);
      if (per && known.length && String(currency).toUpperCase() === "GBP") {
        return { pay: String(Math.min(...known)), "pay-per": per };
      }
    }
    return {};
  }

  function hours(said) {
    const words = text(String(list(said)[0] ?? ""));
    // Hours of a day, a shift or a month are not hours of a week.
    if (/(hours?|hrs?|awr|h)\s*(a|an|per|each|every|y|\/)\s*(day|shift|night|fortnight|month|year|dydd|diwrnod|mis|flwyddyn)/i.test(words)) return {};
    const found = /^(\d{1,3}(?:\.\d{1,2})?)$/.exec(words) ?? /(\d{1,3}(?:\.\d{1,2})?)(?:\s*(?:-|–|to|i)\s*\d{1,3}(?:\.\d{1,2})?)?\s*-?\s*(?:hours?|hrs?|awr|h)\b/i.exec(words);
    return found && Number(found[1]) > 0 && Number(found[1]) <= 168 ? { hours: found[1] } : {};
  }

  function fromPage() {
    const found = [...document.querySelectorAll('script[type="application/ld+json"]')].flatMap((each) => {
      try {
        return postings(JSON.parse(each.textContent));
      } catch {
        return [];
      }
    });
    if (found.length !== 1) return {}; // a list of jobs does not say which of them is meant
    const [job] = found;
    const start = /^\d{4}-\d{2}-\d{2}/.exec(text(job.jobStartDate))?.[0];
    const title = text(job.title ?? job.name);
    return { ...hours(job.workHours), ...pay(job.baseSalary), ...(start && { start }), ...(title && { title }) };
  }

  // ---- The frame
  function show(script) {
    const source = new URL(script.src, document.baseURI);
    const set = (name) => script.getAttribute(`data-${name}`) ?? source.searchParams.get(name);
    const welsh = (set("language") ?? document.documentElement.lang).toLowerCase().startsWith("cy");
    const provider = set("provider");
    const given = VACANCY.filter((name) => set(name)).map((name) => [name, set(name)]);
    const query = new URLSearchParams(given.length ? given : fromPage());
    const tellsFinished = !["no", "false", null].includes(set("tell-finished"));
    if (tellsFinished) query.set("tell-finished", "yes");

    const folder = source.pathname.replace(/[^/]*$/, "");
    const place = `${provider ? `p/${encodeURIComponent(provider)}/` : ""}${welsh ? "cy/" : ""}widget`;
    const frame = document.createElement("iframe");
    frame.src = `${source.origin}${folder}${place}?${query}`;
    frame.title = set("frame-title") ?? TITLES[welsh ? "cy" : "en"];
    frame.loading = "lazy";
    frame.referrerPolicy = "no-referrer";
    // A policy without 'unsafe-inline' lets a script set these, and refuses a style attribute.
    Object.assign(frame.style, { display: "block", width: "100%", maxWidth: "40rem", height: "56rem", border: "0" });

    let loads = 0;
    frame.addEventListener("load", () => {
      loads += 1;
      frame.contentWindow.postMessage({ calculator: 1, type: "hello" }, source.origin);
      // An answer that takes the form's place begins at its own top.
      if (loads > 1 && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: "start" });
    });
    window.addEventListener("message", (event) => {
      if (event.source !== frame.contentWindow || event.origin !== source.origin || event.data?.calculator !== 1) return;
      const { type, height } = event.data;
      if (type === "height" && height > 0 && height <= TALLEST) frame.style.height = `${Math.ceil(height)}px`;
      if (type === "finished" && tellsFinished) frame.dispatchEvent(new CustomEvent("calculator:finished", { bubbles: true }));
    });
    if (script.closest("head")) document.body.append(frame);
    else script.after(frame);
  }

  // Where a system runs scripts in a way of its own, the tag is found by its address.
  const isOurs = (each) => /\/widget(-[0-9a-f]+)?\.js$/.test(new URL(each.src, document.baseURI).pathname);
  const tags = document.currentScript ? [document.currentScript] : [...document.querySelectorAll("script[src]")].filter(isOurs);
  for (const tag of tags) {
    if (tag.hasAttribute("data-calculator")) continue;
    tag.setAttribute("data-calculator", "shown");
    const begin = () => show(tag);
    // What the page says of the job may stand below this script.
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
    else begin();
  }
})();
